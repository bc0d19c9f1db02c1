// The bytes of each kind of value: escapes are the shortest, numbers read back as themselves.
#include "engine/kernel/codec.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace ledger;
using namespace std::string_literals;
using json::text_of;

TEST_CASE("text is escaped as little as JSON allows") {
    CHECK(text_of("plain é 😀 / ' \x7F"s) == "\"plain é 😀 / ' \x7F\"");
    CHECK(text_of("\"\\\b\f\n\r\t"s) == R"("\"\\\b\f\n\r\t")");
    CHECK(text_of("\0a\x01\x1F"s) == R"("\u0000a\u0001\u001f")");
    CHECK(text_of(""s) == R"("")");
    CHECK(text_of("\"") == R"("\"")");
}

TEST_CASE("numbers are written in full, and money with its decimals") {
    CHECK(text_of(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
    CHECK(text_of(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
    CHECK(text_of(std::uint16_t{7}) == "7");
    CHECK(text_of(-7) == "-7");
    CHECK(text_of(true) == "true");
    CHECK(text_of(false) == "false");
    CHECK(text_of(Amount{7'500'000'000}) == "750.00");
    CHECK(text_of(0.1) == "0.1");
    CHECK(text_of(99.95) == "99.95");
    CHECK(text_of(1e300) == "1e+300");
    CHECK(text_of(std::numeric_limits<double>::max()) == "1.7976931348623157e+308");
    CHECK(text_of(std::numeric_limits<double>::denorm_min()) == "5e-324");
}

TEST_CASE("a fraction reads back as the same fraction") {
    CHECK(holds([](double number) {
        RC_PRE(std::isfinite(number));
        RC_ASSERT(json::parse<double>(text_of(number)).value() == number);
    }));
    CHECK(json::parse<double>("5e-324").value() == std::numeric_limits<double>::denorm_min());
}

TEST_CASE("text reads back as the same text") {
    CHECK(holds([] {
        const std::string text = *any_text();
        const std::string written = text_of(text);
        RC_ASSERT(json::parse<std::string>(written, {}, {.max_length = 10'000}).value() == text);
    }));
}
