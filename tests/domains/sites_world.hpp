// A ledger with the sites alone, and short ways to fill it.
#pragma once

#include "engine/kernel/codec.hpp"
#include "tests/support/asking.hpp"

namespace ledger::sites {

extern constinit const Domain domain;

inline constexpr std::string_view collection = "/api/v1/sites";
inline constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 16 / 2026} +
                                std::chrono::hours{12}};

inline test::TestLedger new_ledger() {
    static constexpr const Domain* domains[] = {&domain};
    return test::TestLedger{domains, noon};
}

inline std::string target_of(std::string_view id) {
    return std::string{collection}.append("/").append(id);
}

/// `members` is what its JSON has beside the required ones, such as `,"region":"Lagos"`.
inline std::string body_of(std::string_view id, std::string_view parent = "",
                           std::string_view members = "") {
    std::string body = R"({"site_id":")";
    body.append(id).append(R"(","site_name":"Tower )").append(id).append("\"");
    if (!parent.empty()) body.append(R"(,"parent_id":")").append(parent).append("\"");
    return body.append(members).append("}");
}

/// Registers a site.
inline Reply enter(test::TestLedger& ledger, std::string_view id, std::string_view parent = "",
                   std::string_view members = "") {
    return done(ledger, Method::post, collection, body_of(id, parent, members));
}

/// Moves a site below another one.
inline Result<Reply> move(test::TestLedger& ledger, std::string_view id, std::string_view parent) {
    const std::string body = std::string{R"({"parent_id":")"}.append(parent).append("\"}");
    return ledger.send(Method::put, target_of(id), body).reply;
}

/// What the lookup answers.
inline std::string path_of(test::TestLedger& ledger, std::string_view id) {
    const std::string asked = std::string{R"({"site_id":")"}.append(id).append("\"}");
    const auto answer = ledger.execute([&](Tx& tx) -> Result<Reply> {
        TRY(found, tx.look_up("sites.path", asked));
        return Reply{.body = found.value_or("no such lookup")};
    });
    return answer.reply.value().body;
}

}  // namespace ledger::sites
