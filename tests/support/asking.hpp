// Short ways to talk to a ledger, and to look into its answers.
#pragma once

#include "engine/kernel/json_reader.hpp"
#include "tests/support/test_ledger.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

/// A text member of each item of a list in a reply, in order, with blanks between.
inline std::string each(std::string_view reply, std::string_view list, std::string_view name) {
    std::string texts;
    const Result<void> read = json::read(member(reply, list), [&](json::Value& root) {
        root.for_each_element([&](json::Value& item) {
            const std::string text = member(item.raw(), name);
            if (!texts.empty()) texts += ' ';
            texts.append(text, 1, text.size() - 2);
        });
    });
    REQUIRE(read.has_value());
    return texts;
}

/// Puts `body` to `id` by the domain's only PUT route, with an If-Match.
inline Result<Reply> put_if_match(test::TestLedger& ledger, const Domain& domain,
                                  std::string_view id, std::string_view body, std::string etag) {
    Request request;
    request.path_values.emplace("id", id);
    request.body = body;
    request.if_match = std::move(etag);
    const auto route = std::ranges::find(domain.routes, Method::put, &Route::method);
    REQUIRE(route != domain.routes.end());
    TRY(prepared, std::get<CommandPreparer>(route->handler)(request));
    return ledger.execute(prepared, std::nullopt, body).reply;
}

/// Events of one type so far.
inline std::vector<RecordedEvent> events_of(const test::TestLedger& ledger, std::string_view type) {
    std::vector<RecordedEvent> found = ledger.events();
    std::erase_if(found, [&](const RecordedEvent& event) { return event.type != type; });
    return found;
}

}  // namespace ledger
