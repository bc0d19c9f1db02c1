// What tests of the list ask, and what they read out of its replies.
#pragma once

#include "engine/domains/outages/words.hpp"
#include "tests/domains/outages_book.hpp"
#include "tests/domains/outages_world.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

namespace ledger::outages {

using Query = std::map<std::string, std::string, std::less<>>;
using Ids = std::vector<std::string>;

inline Ids words_of(std::string_view text) {
    Ids words;
    for_each_word(text, [&](std::string_view word) { words.emplace_back(word); });
    return words;
}

/// The ids in the array `name` of a reply.
inline Ids ids(const Result<Reply>& reply, std::string_view name = "outages") {
    if (!reply) FAIL(reply.error().message);
    Ids found;
    const auto read = json::read(member(reply->body, name), [&](json::Value& root) {
        root.for_each_element([&](json::Value& item) {
            const std::string id = member(item.raw(), "id");
            found.push_back(id.substr(1, id.size() - 2));
        });
    });
    REQUIRE(read.has_value());
    return found;
}

inline OutageCreated listed_outage(std::uint64_t number) {
    OutageCreated event;
    event.outage = outage_id(number);
    event.site_name = "Cell Tower " + std::to_string(number % 7);
    event.severity = static_cast<Severity>(number % 4);
    event.detected_at = noon + std::chrono::minutes{number};
    event.description = "d";
    return event;
}

inline OutageResolved resolution_of(const OutageCreated& of) {
    return {.outage = of.outage,
            .severity = of.severity,
            .detected_at = of.detected_at,
            .resolved_at = of.detected_at + std::chrono::minutes{1},
            .exclusions = {},
            .root_cause = {},
            .resolution_notes = {}};
}

}  // namespace ledger::outages
