// A ledger with the maintenance windows alone, and short ways to plan them.
#pragma once

#include "engine/kernel/codec.hpp"
#include "tests/support/asking.hpp"

namespace ledger::maintenance {

extern constinit const Domain domain;

inline constexpr std::string_view collection = "/api/v1/maintenance/windows";
inline constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 16 / 2026} +
                                std::chrono::hours{12}};

inline test::TestLedger new_ledger() {
    static constexpr const Domain* domains[] = {&domain};
    return test::TestLedger{domains, noon};
}

inline std::string target_of(std::string_view id) {
    return std::string{collection}.append("/").append(id);
}

inline std::string body_of(std::string_view site, Timestamp from, Timestamp to) {
    return R"({"site_id":")" + std::string{site} + R"(","from":")" + to_text(from) + R"(","to":")" +
           to_text(to) + R"(","reason":"new batteries"})";
}

inline Reply plan(test::TestLedger& ledger, std::string_view site, Timestamp from, Timestamp to) {
    return done(ledger, Method::post, collection, body_of(site, from, to));
}

/// What the lookup answers; `sites` is a JSON array.
inline std::string windows_of(test::TestLedger& ledger, std::string_view sites, Timestamp from,
                              Timestamp to) {
    const std::string asked = R"({"sites":)" + std::string{sites} + R"(,"from":")" + to_text(from) +
                              R"(","to":")" + to_text(to) + "\"}";
    const auto answer = ledger.execute([&](Tx& tx) -> Result<Reply> {
        TRY(found, tx.look_up("maintenance.windows", asked));
        return Reply{.body = found.value_or("no such lookup")};
    });
    return answer.reply.value().body;
}

}  // namespace ledger::maintenance
