// The formula's header stands first and alone, so that what it needs is what it includes itself.
#include "engine/domains/sla/formula.hpp"

namespace formula = ledger::sla::formula;

namespace {

constexpr int64_t usdc = 10'000'000;
constexpr formula::Terms critical{15, 100 * usdc, 750 * usdc};
constexpr formula::Terms high{30, 50 * usdc, 750 * usdc};
constexpr formula::Terms medium{60, 25 * usdc, 750 * usdc};
constexpr formula::Terms low{120, 10 * usdc, 600 * usdc};

// Every amount that the product's founding documents print.
static_assert(formula::price(25, critical).amount == -1000 * usdc);
static_assert(formula::price(15, critical).amount == 750 * usdc);
static_assert(formula::price(25, high).amount == 750 * usdc);
static_assert(formula::price(7, critical).amount == 1500 * usdc);

}  // namespace

#include "tests/support/property.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

using namespace ledger;
using formula::MinuteRounding;
using formula::PaymentType;
using formula::Price;
using formula::Rating;
using formula::Status;

namespace {

constexpr int64_t second = 1'000'000'000;
constexpr int64_t minute = 60 * second;

/// The formula as people write it, with the division.
Price by_ratio(uint64_t m, const formula::Terms& terms) {
    const uint64_t t = terms.threshold_minutes;
    if (m > t)
        return {Status::violated, Rating::poor, PaymentType::penalty, false,
                -static_cast<int64_t>(m - t) * terms.penalty_per_minute};
    const uint64_t ratio = 100 * m / t;
    const int64_t percent = ratio < 50 ? 200 : ratio < 75 ? 150 : 100;
    const Rating rating = ratio < 50   ? Rating::exceptional
                          : ratio < 75 ? Rating::excellent
                                       : Rating::good;
    return {Status::met, rating, PaymentType::reward, false, terms.reward_base * percent / 100};
}

bool same(const Price& a, const Price& b) {
    return a.status == b.status && a.rating == b.rating && a.payment_type == b.payment_type &&
           a.overflow == b.overflow && a.amount == b.amount;
}

/// Nanoseconds of [detected, end) that no span covers.
int64_t counted(const formula::Clock& clock, int64_t end) {
    int64_t left = std::max<int64_t>(end - clock.detected_at, 0);
    for (uint64_t i = 0; i < clock.excluded_count; ++i) {
        const int64_t from = std::max(clock.excluded[i].from, clock.detected_at);
        const int64_t to = std::min(clock.excluded[i].to, end);
        left -= std::max<int64_t>(to - from, 0);
    }
    return left;
}

bool violated(const formula::Clock& clock, int64_t end, uint32_t threshold,
              MinuteRounding rounding) {
    const uint64_t minutes =
        formula::whole_minutes(static_cast<uint64_t>(counted(clock, end)), rounding);
    return formula::price(minutes, {threshold, 1, 1}).status == Status::violated;
}

}  // namespace

TEST_CASE("each severity's tiers begin and end at their minute") {
    struct Row {
        const formula::Terms& terms;
        uint64_t minutes;
        Rating rating;
        int64_t amount;
    };
    const Row rows[] = {
        {critical, 0, Rating::exceptional, 1500},
        {critical, 7, Rating::exceptional, 1500},
        {critical, 8, Rating::excellent, 1125},
        {critical, 11, Rating::excellent, 1125},
        {critical, 12, Rating::good, 750},
        {critical, 15, Rating::good, 750},
        {critical, 16, Rating::poor, -100},
        {critical, 25, Rating::poor, -1000},
        {critical, 1440, Rating::poor, -142'500},
        {high, 14, Rating::exceptional, 1500},
        {high, 15, Rating::excellent, 1125},
        {high, 22, Rating::excellent, 1125},
        {high, 23, Rating::good, 750},
        {high, 30, Rating::good, 750},
        {high, 31, Rating::poor, -50},
        {medium, 29, Rating::exceptional, 1500},
        {medium, 30, Rating::excellent, 1125},
        {medium, 44, Rating::excellent, 1125},
        {medium, 45, Rating::good, 750},
        {medium, 60, Rating::good, 750},
        {medium, 61, Rating::poor, -25},
        {low, 59, Rating::exceptional, 1200},
        {low, 60, Rating::excellent, 900},
        {low, 89, Rating::excellent, 900},
        {low, 90, Rating::good, 600},
        {low, 120, Rating::good, 600},
        {low, 121, Rating::poor, -10},
    };
    for (const Row& row : rows) {
        CAPTURE(row.minutes);
        CAPTURE(row.terms.threshold_minutes);
        const Price price = formula::price(row.minutes, row.terms);
        CHECK(price.rating == row.rating);
        CHECK(price.amount == row.amount * usdc);
        CHECK((price.status == Status::violated) == (row.amount < 0));
        CHECK((price.payment_type == PaymentType::penalty) == (row.amount < 0));
    }
}

TEST_CASE("without division the tiers are those of the ratio, for every threshold and minute") {
    uint64_t differing = 0;
    for (uint32_t threshold = 1; threshold <= 1440; ++threshold)
        for (uint64_t minutes = 0; minutes <= threshold + 1; ++minutes) {
            const formula::Terms terms{threshold, 3 * usdc + 1, 333 * usdc + 1};
            if (!same(formula::price(minutes, terms), by_ratio(minutes, terms))) ++differing;
        }
    CHECK(differing == 0);
}

TEST_CASE("half of an odd reward is rounded down") {
    CHECK(formula::price(2, {4, 1, 333}).amount == 499);
    CHECK(formula::price(1, {4, 1, 333}).amount == 666);
}

TEST_CASE("an amount that does not fit is said to overflow, and nothing else") {
    constexpr uint64_t most_minutes = 4'294'967'295;
    const Price dear = formula::price(most_minutes, {15, 10'000 * usdc, usdc});
    CHECK(dear.overflow);
    CHECK(dear.amount == 0);
    CHECK(dear.status == Status::violated);
    const Price cheap = formula::price(most_minutes, {120, 10 * usdc, usdc});
    CHECK(!cheap.overflow);
    CHECK(cheap.amount == -(4'294'967'295 - 120) * 10 * usdc);
    CHECK(!formula::price(1, {0, INT64_MAX, 0}).overflow);
    CHECK(formula::price(1, {0, INT64_MAX, 0}).amount == -INT64_MAX);
    CHECK(formula::price(2, {0, INT64_MAX, 0}).overflow);
    CHECK(formula::price(UINT64_MAX, {0, INT64_MAX, 0}).overflow);
    CHECK(formula::price(0, {1, 0, INT64_MAX}).overflow);
}

TEST_CASE("59 seconds are free when minutes are floored, and count when they are not") {
    struct Row {
        int64_t counted;
        uint64_t floored;
        uint64_t ceiled;
    };
    const Row rows[] = {
        {0, 0, 0},
        {1, 0, 1},
        {59 * second, 0, 1},
        {minute - 1, 0, 1},
        {minute, 1, 1},
        {minute + 1, 1, 2},
        {15 * minute + 59 * second, 15, 16},
        {16 * minute, 16, 16},
    };
    for (const Row& row : rows) {
        CAPTURE(row.counted);
        const auto nanoseconds = static_cast<uint64_t>(row.counted);
        CHECK(formula::whole_minutes(nanoseconds, MinuteRounding::floor) == row.floored);
        CHECK(formula::whole_minutes(nanoseconds, MinuteRounding::ceil) == row.ceiled);
    }
}

TEST_CASE("the deadline is where the clock has run long enough") {
    struct Row {
        std::string_view what;
        std::vector<formula::Span> excluded;
        MinuteRounding rounding;
        bool exists;
        int64_t at;
    };
    const Row rows[] = {
        {"nothing excluded", {}, MinuteRounding::floor, true, 16 * minute},
        {"every started minute counts", {}, MinuteRounding::ceil, true, 15 * minute + 1},
        {"a stop within", {{minute, 3 * minute}}, MinuteRounding::floor, true, 18 * minute},
        {"two stops",
         {{minute, 3 * minute}, {4 * minute, 9 * minute}},
         MinuteRounding::floor,
         true,
         23 * minute},
        {"a stop that begins as the time is up",
         {{16 * minute, 20 * minute}},
         MinuteRounding::floor,
         true,
         16 * minute},
        {"a stop just before the time is up",
         {{16 * minute - 1, 20 * minute}},
         MinuteRounding::floor,
         true,
         20 * minute + 1},
        {"a stop from before the detection",
         {{-5 * minute, minute}},
         MinuteRounding::floor,
         true,
         17 * minute},
        {"a stop before the detection",
         {{-5 * minute, 0}},
         MinuteRounding::floor,
         true,
         16 * minute},
        {"a stop after the deadline",
         {{30 * minute, 40 * minute}},
         MinuteRounding::floor,
         true,
         16 * minute},
        {"the clock stands still for good", {{minute, INT64_MAX}}, MinuteRounding::floor, false, 0},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        const formula::Clock clock{0, row.excluded.data(), row.excluded.size()};
        const formula::Deadline deadline = formula::deadline(clock, 15, row.rounding);
        CHECK(deadline.exists == row.exists);
        CHECK(deadline.at == row.at);
    }
    CHECK(!formula::deadline({INT64_MAX - minute, nullptr, 0}, 15, MinuteRounding::floor).exists);
    CHECK(!formula::deadline({0, nullptr, 0}, UINT32_MAX, MinuteRounding::ceil).exists);
}

TEST_CASE("the deadline is the first instant at which the formula says violated") {
    CHECK(holds([](std::vector<uint16_t> lengths) {
        const uint32_t threshold = *rc::gen::inRange<uint32_t>(1, 10);
        const MinuteRounding rounding =
            *rc::gen::element(MinuteRounding::floor, MinuteRounding::ceil);
        std::vector<formula::Span> spans;
        int64_t cursor = 0;
        for (std::size_t i = 0; i + 1 < lengths.size(); i += 2) {
            const int64_t from = cursor + lengths[i] * second / 100;
            cursor = from + lengths[i + 1] * second / 10;
            spans.push_back({from, cursor});
        }
        const formula::Clock clock{0, spans.data(), spans.size()};
        const formula::Deadline deadline = formula::deadline(clock, threshold, rounding);
        RC_ASSERT(deadline.exists);
        RC_ASSERT(violated(clock, deadline.at, threshold, rounding));
        RC_ASSERT(!violated(clock, deadline.at - 1, threshold, rounding));
    }));
}

TEST_CASE("the formula's header needs no library") {
    std::ifstream header{LEDGER_SOURCE_DIR "/engine/domains/sla/formula.hpp"};
    std::vector<std::string> included;
    for (std::string line; std::getline(header, line);)
        if (line.starts_with("#include")) included.push_back(line);
    CHECK(included == std::vector<std::string>{"#include <stdint.h>"});
}
