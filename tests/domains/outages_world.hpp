// A ledger with the outages domain alone, and short ways to talk to it.
#pragma once

#include "engine/domains/outages/commands.hpp"
#include "tests/support/asking.hpp"

namespace ledger::outages {

extern constinit const Domain domain;

inline constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 16 / 2026} +
                                std::chrono::hours{12}};

inline test::TestLedger new_ledger(Timestamp now = noon) {
    static constexpr const Domain* domains[] = {&domain};
    return test::TestLedger{domains, now};
}

/// Records an outage; `members` is what its JSON has beside the required ones, such as
/// `,"id":"T-1"`.
inline std::string create(test::TestLedger& ledger, std::string_view members = "") {
    std::string body = R"({"site_name":"Cell Tower Beta","severity":"high",)"
                       R"("description":"Intermittent service degradation")";
    body.append(members).append("}");
    const std::string id = member(done(ledger, Method::post, "/api/v1/outages", body).body, "id");
    return id.substr(1, id.size() - 2);
}

}  // namespace ledger::outages
