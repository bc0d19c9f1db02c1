// Money as text and back, digit by digit, and the arithmetic that never overflows in silence.
#include "engine/kernel/amount.hpp"

#include "tests/support/property.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace ledger;

namespace {

constexpr Amount least{std::numeric_limits<std::int64_t>::min()};
constexpr Amount most{std::numeric_limits<std::int64_t>::max()};

Amount any_amount() { return Amount{*rc::gen::arbitrary<std::int64_t>()}; }

}  // namespace

TEST_CASE("an amount has the fewest decimals that are exact, at least two, or all seven") {
    struct Row {
        std::int64_t units;
        std::string_view text;
        std::string_view fixed;
    };
    const Row rows[] = {
        {0, "0.00", "0.0000000"},
        {1, "0.0000001", "0.0000001"},
        {-1, "-0.0000001", "-0.0000001"},
        {10, "0.000001", "0.0000010"},
        {100'000, "0.01", "0.0100000"},
        {1'000'000, "0.10", "0.1000000"},
        {10'000'000, "1.00", "1.0000000"},
        {-10'000'000, "-1.00", "-1.0000000"},
        {7'500'000'000, "750.00", "750.0000000"},
        {7'512'345'600, "751.23456", "751.2345600"},
        {50'000'000'000, "5000.00", "5000.0000000"},
        {most.units(), "922337203685.4775807", "922337203685.4775807"},
        {least.units(), "-922337203685.4775808", "-922337203685.4775808"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.text);
        const Amount amount{row.units};
        CHECK(to_text(amount) == row.text);
        CHECK(to_text_fixed(amount) == row.fixed);
        CHECK(parse_amount(row.text).value() == amount);
        CHECK(parse_amount(row.fixed).value() == amount);
    }
}

TEST_CASE("every decimal text has one amount") {
    CHECK(parse_amount("7").value() == Amount{70'000'000});
    CHECK(parse_amount("7.5").value() == Amount{75'000'000});
    CHECK(parse_amount("0").value() == Amount{});
    CHECK(parse_amount("-0").value() == Amount{});
    CHECK(parse_amount("-0.0000000").value() == Amount{});
}

TEST_CASE("text that is not an exact amount is refused by the rule that it breaks") {
    struct Row {
        std::string_view text;
        std::string_view rule;
    };
    const Row rows[] = {
        {"", "number"},
        {"-", "number"},
        {".", "number"},
        {".5", "number"},
        {"5.", "number"},
        {"-.5", "number"},
        {"+1", "number"},
        {"--1", "number"},
        {"01", "number"},
        {"00", "number"},
        {"-00.5", "number"},
        {"1e3", "number"},
        {"1E3", "number"},
        {"1.5e0", "number"},
        {"1,000.00", "number"},
        {"1 000", "number"},
        {" 1", "number"},
        {"1 ", "number"},
        {"1.2.3", "number"},
        {"1.-2", "number"},
        {"0x10", "number"},
        {"NaN", "number"},
        {"Infinity", "number"},
        {"\xD9\xA1", "number"},
        {"0.12345678", "decimals"},
        {"1.00000000", "decimals"},
        {"99999999999999.12345678", "decimals"},
        {"922337203685.4775808", "range"},
        {"-922337203685.4775809", "range"},
        {"922337203686", "range"},
        {"9223372036854775808", "range"},
        {"99999999999999999999999999999999999999999999", "range"},
        {"-99999999999999999999999999999999999999999999", "range"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.text);
        const Result<Amount> amount = parse_amount(row.text);
        REQUIRE(!amount);
        CHECK(amount.error().kind == ErrorKind::validation);
        CHECK(amount.error().code == row.rule);
    }
    CHECK(parse_amount("1.00000000").error().message == "must have at most 7 decimals");
    CHECK(parse_amount("922337203686").error().message ==
          "must be between -922337203685.4775808 and 922337203685.4775807");
}

TEST_CASE("sums, differences and wholes are exact or nothing") {
    CHECK(sum(Amount{1}, Amount{2}) == Amount{3});
    CHECK(sum(most, Amount{1}) == std::nullopt);
    CHECK(sum(least, Amount{-1}) == std::nullopt);
    CHECK(sum(most, least) == Amount{-1});
    CHECK(difference(Amount{1}, Amount{2}) == Amount{-1});
    CHECK(difference(least, Amount{1}) == std::nullopt);
    CHECK(difference(Amount{}, least) == std::nullopt);
    CHECK(negated(most) == Amount{-most.units()});
    CHECK(negated(least) == std::nullopt);
    CHECK(whole(-3) == Amount{-30'000'000});
    CHECK(whole(922'337'203'685) == Amount{9'223'372'036'850'000'000});
    CHECK(whole(922'337'203'686) == std::nullopt);
    CHECK(whole(least.units()) == std::nullopt);
}

TEST_CASE("a share is rounded as it says, and computed in 128 bits") {
    struct Row {
        Amount amount;
        std::int64_t numerator;
        std::int64_t denominator;
        std::optional<Amount> floor;
        std::optional<Amount> ceil;
    };
    const Row rows[] = {
        {Amount{100}, 1, 2, Amount{50}, Amount{50}},
        {Amount{100}, 1, 3, Amount{33}, Amount{34}},
        {Amount{-100}, 1, 3, Amount{-34}, Amount{-33}},
        {Amount{100}, -1, 3, Amount{-34}, Amount{-33}},
        {Amount{-100}, -1, 3, Amount{33}, Amount{34}},
        {Amount{1}, 1, 1'000'000, Amount{0}, Amount{1}},
        {Amount{-1}, 1, 1'000'000, Amount{-1}, Amount{0}},
        {Amount{7}, 0, 3, Amount{0}, Amount{0}},
        {most, most.units(), most.units(), most, most},
        {least, most.units(), most.units(), least, least},
        {most, 999'999, 1'000'000, Amount{9'223'362'813'482'738'952},
         Amount{9'223'362'813'482'738'953}},
        {most, 2, 1, std::nullopt, std::nullopt},
        {least, -1, 1, std::nullopt, std::nullopt},
        {least, least.units(), 1, std::nullopt, std::nullopt},
        {least, -most.units(), most.units(), std::nullopt, std::nullopt},
    };
    for (const Row& row : rows) {
        CAPTURE(row.amount.units());
        CAPTURE(row.numerator);
        CHECK(share(row.amount, row.numerator, row.denominator, Rounding::floor) == row.floor);
        CHECK(share(row.amount, row.numerator, row.denominator, Rounding::ceil) == row.ceil);
    }
}

TEST_CASE("an amount survives its text, whatever it is") {
    CHECK(holds([] {
        const Amount amount = any_amount();
        RC_ASSERT(parse_amount(to_text(amount)).value() == amount);
        RC_ASSERT(parse_amount(to_text_fixed(amount)).value() == amount);
    }));
}

TEST_CASE("a share rounded down and the rest rounded up make the whole again") {
    CHECK(holds([] {
        const Amount amount = any_amount();
        const auto denominator = *rc::gen::inRange<std::int64_t>(1, 1'000'000'000);
        const auto numerator = *rc::gen::inRange<std::int64_t>(0, denominator + 1);
        const auto floor = share(amount, numerator, denominator, Rounding::floor).value();
        const auto rest = share(amount, denominator - numerator, denominator, Rounding::ceil);
        RC_ASSERT(sum(floor, rest.value()) == amount);
    }));
}
