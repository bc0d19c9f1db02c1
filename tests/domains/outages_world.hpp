// A ledger with the outages domain alone, and short ways to talk to it.
#pragma once

#include "engine/domains/outages/commands.hpp"
#include "engine/kernel/json_reader.hpp"
#include "tests/support/test_ledger.hpp"

#include <doctest/doctest.h>

namespace ledger::outages {

extern constinit const Domain domain;

inline constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 16 / 2026} +
                                std::chrono::hours{12}};

inline test::TestLedger new_ledger(Timestamp now = noon) {
    static constexpr const Domain* domains[] = {&domain};
    return test::TestLedger{domains, now};
}

/// The text of a member of a JSON object; "" when there is none.
inline std::string member(std::string_view object, std::string_view name) {
    std::string text;
    const Result<void> read = json::read(object, [&](json::Value& root) {
        root.for_each_member([&](std::string_view key, json::Value& value) {
            if (key == name) text = value.raw();
        });
    });
    REQUIRE(read.has_value());
    return text;
}

inline std::string header(const Reply& reply, std::string_view name) {
    for (const auto& [key, value] : reply.headers)
        if (key == name) return value;
    return "";
}

/// Sends a request that must succeed.
inline Reply done(test::TestLedger& ledger, Method method, std::string_view target,
                  std::string_view body) {
    const test::Answer answer = ledger.send(method, target, body);
    if (!answer.reply) FAIL(answer.reply.error().message);
    return *answer.reply;
}

/// Sends a request that must fail.
inline Error refused(test::TestLedger& ledger, Method method, std::string_view target,
                     std::string_view body) {
    const test::Answer answer = ledger.send(method, target, body);
    if (answer.reply) FAIL(answer.reply->body);
    return answer.reply.error();
}

inline Reply shown(test::TestLedger& ledger, std::string_view target) {
    return done(ledger, Method::get, target, "");
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

/// Events of one type so far.
inline std::vector<RecordedEvent> events_of(const test::TestLedger& ledger, std::string_view type) {
    std::vector<RecordedEvent> found = ledger.events();
    std::erase_if(found, [&](const RecordedEvent& event) { return event.type != type; });
    return found;
}

}  // namespace ledger::outages
