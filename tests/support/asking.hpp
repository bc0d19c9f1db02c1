// Short ways to talk to a ledger, and to look into its answers.
#pragma once

#include "engine/kernel/json_reader.hpp"
#include "tests/support/test_ledger.hpp"

#include <doctest/doctest.h>

namespace ledger {

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

/// Events of one type so far.
inline std::vector<RecordedEvent> events_of(const test::TestLedger& ledger, std::string_view type) {
    std::vector<RecordedEvent> found = ledger.events();
    std::erase_if(found, [&](const RecordedEvent& event) { return event.type != type; });
    return found;
}

}  // namespace ledger
