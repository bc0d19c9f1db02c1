// Spans of time: merged, taken away, and counted.
#include "engine/kernel/interval.hpp"

#include "tests/support/property.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace ledger;

namespace {

/// Seconds since the epoch.
Interval span(std::int64_t from, std::int64_t to) {
    return {Timestamp{std::chrono::seconds{from}}, Timestamp{std::chrono::seconds{to}}};
}

/// The whole seconds in which any of the spans holds: slow, and plainly right.
std::set<std::int64_t> seconds_of(const std::vector<Interval>& spans) {
    std::set<std::int64_t> seconds;
    for (const Interval& interval : spans)
        for (Timestamp at = interval.from; at < interval.to; at += std::chrono::seconds{1})
            seconds.insert(nanoseconds(at));
    return seconds;
}

}  // namespace

TEST_CASE("spans are clipped, sorted and merged") {
    struct Row {
        const char* what;
        std::vector<Interval> given;
        std::vector<Interval> merged;
    };
    const Interval bounds = span(10, 20);
    const Row rows[] = {
        {"none", {}, {}},
        {"inside", {span(12, 14)}, {span(12, 14)}},
        {"sorted", {span(16, 18), span(12, 14)}, {span(12, 14), span(16, 18)}},
        {"overlapping", {span(12, 15), span(14, 17)}, {span(12, 17)}},
        {"touching", {span(12, 14), span(14, 17)}, {span(12, 17)}},
        {"one within the other", {span(11, 19), span(12, 13)}, {span(11, 19)}},
        {"over both ends", {span(0, 30)}, {span(10, 20)}},
        {"before and after", {span(0, 10), span(20, 30)}, {}},
        {"empty and reversed", {span(12, 12), span(15, 13)}, {}},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        CHECK(merged_within(bounds, row.given) == row.merged);
    }
}

TEST_CASE("what is left has no gap and no overlap") {
    const Interval bounds = span(10, 20);
    const auto left = [&](std::vector<Interval> given) {
        return remainder(bounds, merged_within(bounds, given));
    };
    CHECK(left({}) == std::vector{bounds});
    CHECK(left({span(10, 20)}).empty());
    CHECK(left({span(12, 14)}) == std::vector{span(10, 12), span(14, 20)});
    CHECK(left({span(10, 14)}) == std::vector{span(14, 20)});
    CHECK(left({span(14, 20)}) == std::vector{span(10, 14)});
    CHECK(remainder(span(10, 10), {}).empty());
}

TEST_CASE("the length is the sum of the spans") {
    CHECK(total_length({}) == Duration{});
    const std::vector spans{span(1, 3), span(5, 6)};
    CHECK(total_length(spans) == std::chrono::seconds{3});
}

TEST_CASE("what is taken away and what is left are the whole") {
    CHECK(holds([] {
        const auto bound = rc::gen::inRange<std::int64_t>(0, 60);
        const auto pairs = *rc::gen::container<std::vector<std::pair<std::int64_t, std::int64_t>>>(
            rc::gen::pair(bound, bound));
        std::vector<Interval> given;
        for (const auto& [from, to] : pairs) given.push_back(span(from, to));
        const Interval whole = span(*bound, *bound);
        const std::vector<Interval> merged = merged_within(whole, given);
        const std::vector<Interval> left = remainder(whole, merged);

        std::set<std::int64_t> expected = seconds_of(given);
        const std::set<std::int64_t> all = seconds_of({whole});
        std::erase_if(expected, [&](std::int64_t second) { return !all.contains(second); });
        RC_ASSERT(seconds_of(merged) == expected);
        std::set<std::int64_t> both = seconds_of(left);
        RC_ASSERT(both.size() + expected.size() == all.size());
        both.merge(expected);
        RC_ASSERT(both == all);
        RC_ASSERT(total_length(merged) + total_length(left) ==
                  std::max(Duration{}, whole.to - whole.from));
    }));
}
