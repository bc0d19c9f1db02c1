// RFC 3339 both ways: what is accepted, what is refused and by which rule.
#include "engine/kernel/time.hpp"

#include "tests/support/property.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace ledger;

TEST_CASE("RFC 3339 with an offset is read, and UTC is written") {
    struct Row {
        std::string_view text;
        std::int64_t nanoseconds;
        std::string_view utc;
    };
    const Row rows[] = {
        {"1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"},
        {"1970-01-01t00:00:00z", 0, "1970-01-01T00:00:00Z"},
        {"1970-01-01T00:00:00+00:00", 0, "1970-01-01T00:00:00Z"},
        {"1970-01-01T00:00:00-00:00", 0, "1970-01-01T00:00:00Z"},
        {"1970-01-01T00:59:00+00:59", 0, "1970-01-01T00:00:00Z"},
        {"1969-12-31T23:00:00-01:00", 0, "1970-01-01T00:00:00Z"},
        {"1969-12-31T00:01:00-23:59", 0, "1970-01-01T00:00:00Z"},
        {"2026-01-16T10:30:00+01:00", 1'768'555'800'000'000'000, "2026-01-16T09:30:00Z"},
        {"2026-01-16T09:30:00.5Z", 1'768'555'800'500'000'000, "2026-01-16T09:30:00.500Z"},
        {"2026-01-16T09:30:00.000Z", 1'768'555'800'000'000'000, "2026-01-16T09:30:00Z"},
        {"2026-01-16T09:30:00.123Z", 1'768'555'800'123'000'000, "2026-01-16T09:30:00.123Z"},
        {"2026-01-16T09:30:00.1234Z", 1'768'555'800'123'400'000, "2026-01-16T09:30:00.123400Z"},
        {"2026-01-16T09:30:00.000000001Z", 1'768'555'800'000'000'001,
         "2026-01-16T09:30:00.000000001Z"},
        {"2024-02-29T23:59:59Z", 1'709'251'199'000'000'000, "2024-02-29T23:59:59Z"},
        {"2200-12-31T23:59:59.999999999Z", 7'289'654'399'999'999'999,
         "2200-12-31T23:59:59.999999999Z"},
        {"2201-01-01T00:59:59+01:00", 7'289'654'399'000'000'000, "2200-12-31T23:59:59Z"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.text);
        const Result<Timestamp> time = parse_time(row.text);
        REQUIRE(time);
        CHECK(nanoseconds(*time) == row.nanoseconds);
        CHECK(to_text(*time) == row.utc);
    }
}

TEST_CASE("all else is refused by the rule that it breaks") {
    struct Row {
        std::string_view text;
        std::string_view rule;
    };
    const Row rows[] = {
        {"", "time"},
        {"2026", "time"},
        {"2026-01-16", "time"},
        {"2026-01-16T09:30Z", "time"},
        {"2026-01-16 09:30:00Z", "time"},
        {" 2026-01-16T09:30:00Z", "time"},
        {"2026-01-16T09:30:00Z ", "time"},
        {"2026-01-16T09:30:00 Z", "time"},
        {"2026-1-16T09:30:00Z", "time"},
        {"26-01-16T09:30:00Z", "time"},
        {"02026-01-16T09:30:00Z", "time"},
        {"+2026-01-16T09:30:00Z", "time"},
        {"20260116T093000Z", "time"},
        {"2026-00-16T09:30:00Z", "time"},
        {"2026-13-16T09:30:00Z", "time"},
        {"2026-01-00T09:30:00Z", "time"},
        {"2026-01-32T09:30:00Z", "time"},
        {"2026-02-29T09:30:00Z", "time"},
        {"2100-02-29T09:30:00Z", "time"},
        {"2026-04-31T09:30:00Z", "time"},
        {"2026-01-16T24:00:00Z", "time"},
        {"2026-01-16T09:60:00Z", "time"},
        {"2016-12-31T23:59:60Z", "time"},
        {"2026-01-16T09:30:00.Z", "time"},
        {"2026-01-16T09:30:00,5Z", "time"},
        {"2026-01-16T09:30:00.0000000001Z", "time"},
        {"2026-01-16T09:30:00.5", "offset"},
        {"2026-01-16T09:30:00", "offset"},
        {"2026-01-16T09:30:00+01", "time"},
        {"2026-01-16T09:30:00+0100", "time"},
        {"2026-01-16T09:30:00+24:00", "time"},
        {"2026-01-16T09:30:00+01:60", "time"},
        {"2026-01-16T09:30:00ZZ", "time"},
        {"2026-01-16T09:30:00UTC", "time"},
        {"2026-01-16T09:30:00\xE2\x88\x92"
         "01:00",
         "time"},
        {"0000-01-01T00:00:00Z", "range"},
        {"1969-12-31T23:59:59.999999999Z", "range"},
        {"1970-01-01T00:30:00+01:00", "range"},
        {"2201-01-01T00:00:00Z", "range"},
        {"2200-12-31T23:30:00-01:00", "range"},
        {"9999-12-31T23:59:59Z", "range"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.text);
        const Result<Timestamp> time = parse_time(row.text);
        REQUIRE(!time);
        CHECK(time.error().kind == ErrorKind::validation);
        CHECK(time.error().code == row.rule);
    }
}

TEST_CASE("every timestamp has a text, also those that no request may hold") {
    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    CHECK(to_text(timestamp_of(least)) == "1677-09-21T00:12:43.145224192Z");
    CHECK(to_text(timestamp_of(-1)) == "1969-12-31T23:59:59.999999999Z");
    CHECK(to_text(timestamp_of(most)) == "2262-04-11T23:47:16.854775807Z");
}

TEST_CASE("a time survives its text") {
    CHECK(holds([] {
        constexpr std::int64_t last = 7'289'654'399'999'999'999;
        const Timestamp time = timestamp_of(*rc::gen::inRange<std::int64_t>(0, last));
        RC_ASSERT(parse_time(to_text(time)).value() == time);
    }));
}
