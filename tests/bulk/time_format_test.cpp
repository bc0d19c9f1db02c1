// Times as other people write them: strict, and never guessed.
#include "engine/bulk/time_format.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ledger;
using namespace ledger::bulk;

namespace {

struct Row {
    const char* format;
    const char* zone;
    const char* text;
    const char* result;  ///< UTC, or the rule that is broken.
};

std::string read(const Row& row) {
    const auto reader = TimeReader::make(row.format, row.zone);
    REQUIRE(reader.has_value());
    const auto time = reader->read(row.text);
    return time ? to_text(*time) : time.error().code;
}

void check(std::initializer_list<Row> rows) {
    for (const Row& row : rows) {
        CAPTURE(row.format);
        CAPTURE(row.text);
        CHECK(read(row) == row.result);
    }
}

constexpr const char* us = "%m/%d/%Y %I:%M:%S %p";
constexpr const char* us_24 = "%m/%d/%Y %H:%M:%S %p";
constexpr const char* long_form = "%A, %B %d, %Y, %I:%M %p";

}  // namespace

TEST_CASE("twelve hours have two halves") {
    check({{us, "UTC", "7/28/2020 12:00:00 AM", "2020-07-28T00:00:00Z"},
           {us, "UTC", "7/28/2020 12:59:59 pm", "2020-07-28T12:59:59Z"},
           {us, "UTC", "07/08/2020\t 1:05:09 PM", "2020-07-08T13:05:09Z"},
           {us, "UTC", "7/28/2020 0:30:00 AM", "time"},
           {us, "UTC", "7/28/2020 13:00:00 PM", "time"},
           {us, "UTC", "7/28/2020 1:00:00", "time"},
           {us, "UTC", "7/28/2020 1:00:00 PM.", "time"}});
}

TEST_CASE("a half of the day beside a whole one must agree with it") {
    check({{us_24, "UTC", "7/28/2020  17:00:00 PM", "2020-07-28T17:00:00Z"},
           {us_24, "UTC", "7/28/2020 12:00:00 PM", "2020-07-28T12:00:00Z"},
           {us_24, "UTC", "7/28/2020 11:59:00 AM", "2020-07-28T11:59:00Z"},
           {us_24, "UTC", "4/15/2020 23:40:00 AM", "meridiem"},
           {us_24, "UTC", "4/15/2020 5:00:00 PM", "meridiem"},
           {us_24, "UTC", "4/15/2020 24:00:00 PM", "time"}});
    // Of two shapes that a text has, the first decides.
    const std::string both = std::string{us} + "|" + us_24;
    check({{both.c_str(), "UTC", "7/28/2020 5:00:00 PM", "2020-07-28T17:00:00Z"},
           {both.c_str(), "UTC", "7/28/2020 17:00:00 PM", "2020-07-28T17:00:00Z"}});
}

TEST_CASE("minutes and seconds have two digits: one may be another that was cut off") {
    check({{"%F %H:%M", "UTC", "2020-07-28 16:1", "time"},
           {"%F %H:%M", "UTC", "2020-07-28 16:01", "2020-07-28T16:01:00Z"},
           {"%F %H:%M", "UTC", "2020-7-8 6:10", "2020-07-08T06:10:00Z"},
           {"%F %H:%M", "UTC", "2020-07-28 16:60", "time"},
           {"%F %T", "UTC", "2020-07-28 16:10:60", "time"}});
}

TEST_CASE("a day is one that there was, on the weekday that there was") {
    check({{long_form, "UTC", "Saturday, February 29, 2020, 10:20 PM", "2020-02-29T22:20:00Z"},
           {long_form, "UTC", "Friday, February 29, 2019, 10:20 PM", "date"},
           {long_form, "UTC", "Monday, May 29, 2018, 11:00 PM", "weekday"},
           {long_form, "UTC", "tuesday, MAY 29, 2018, 11:00 PM", "2018-05-29T23:00:00Z"},
           {long_form, "UTC", "Tuesday May 29, 2018, 11:00 PM", "time"},
           {"%a %d %b %Y %H", "UTC", "Tue 29 May 2018 23", "2018-05-29T23:00:00Z"},
           {"%d.%m.%Y %H:%M", "UTC", "31.04.2021 10:00", "date"},
           {"%F %H", "UTC", "1969-12-31 10", "range"},
           {"%F %H", "UTC", "2020-00-31 10", "time"}});
}

TEST_CASE("there is no 24:00: it belongs to the next day") {
    check({{"%F %H:%M", "UTC", "2020-07-28 24:00", "time"},
           {"%F %H:%M", "UTC", "2020-07-28 00:00", "2020-07-28T00:00:00Z"},
           {"", "UTC", "2020-07-28T24:00:00", "time"}});
}

TEST_CASE("what clocks skipped or showed twice is no instant") {
    constexpr const char* wall = "%F %H:%M";
    check({{wall, "Europe/Paris", "2026-03-29 01:59", "2026-03-29T00:59:00Z"},
           {wall, "Europe/Paris", "2026-03-29 02:00", "nonexistent"},
           {wall, "Europe/Paris", "2026-03-29 02:59", "nonexistent"},
           {wall, "Europe/Paris", "2026-03-29 03:00", "2026-03-29T01:00:00Z"},
           {wall, "Europe/Paris", "2026-10-25 01:59", "2026-10-24T23:59:00Z"},
           {wall, "Europe/Paris", "2026-10-25 02:00", "ambiguous"},
           {wall, "Europe/Paris", "2026-10-25 02:59", "ambiguous"},
           {wall, "Europe/Paris", "2026-10-25 03:00", "2026-10-25T02:00:00Z"},
           {wall, "America/New_York", "2026-03-08 02:30", "nonexistent"},
           {wall, "America/New_York", "2026-11-01 01:30", "ambiguous"},
           {wall, "America/New_York", "2026-11-01 02:00", "2026-11-01T07:00:00Z"},
           {wall, "+05:30", "2026-03-29 02:30", "2026-03-28T21:00:00Z"}});
    const auto reader = TimeReader::make(wall, "Europe/Paris");
    CHECK(reader->read("2026-03-29 02:30").error().message ==
          "never was in Europe/Paris: clocks were put forward over it");
}

TEST_CASE("an offset in the text beats the zone, and without either there is no instant") {
    check({{"%FT%T%z", "Europe/Paris", "2026-03-29T02:30:00-0100", "2026-03-29T03:30:00Z"},
           {"%FT%T %z", "", "2026-03-29T02:30:00 Z", "2026-03-29T02:30:00Z"},
           {"%FT%T", "", "2026-03-29T02:30:00", "offset"},
           {"", "", "2026-03-29T02:30:00", "offset"},
           {"", "Europe/Paris", "2026-07-29T02:30:00", "2026-07-29T00:30:00Z"},
           {"", "Europe/Paris", "2026-07-29T02:30:00Z", "2026-07-29T02:30:00Z"},
           {"", "Europe/Paris", "yesterday", "time"}});
}

TEST_CASE("a format that leaves an instant open is refused at once") {
    for (const char* format :
         {"%Y-%m %H", "%F", "%F %I:%M", "%F %H %I %p", "%F %H %H", "%F %H%", "%F %H %q",
          "%y-%m-%d %H", "%F %H|", "%F %H %p %p", "%b %B %d %Y %H"}) {
        CAPTURE(format);
        const std::string text = format;
        const auto reader = TimeReader::make(text, "UTC");
        CHECK(reader.has_value() == text.ends_with('|'));
    }
    CHECK(!TimeReader::make("", "Mars/Olympus"));
    CHECK(!TimeReader::make("", "../../etc/passwd"));
    CHECK(!TimeReader::make("%F %H|%F %H|%F %H|%F %H|%F %H|%F %H|%F %H|%F %H|%F %H", ""));
}
