// The SLA formula. Freestanding, so that the engine, a contract and wasm compile this one text.
#pragma once

#include <stdint.h>

namespace ledger::sla::formula {

/// How a started minute counts.
enum class MinuteRounding : uint8_t { floor, ceil };
enum class Status : uint8_t { met, violated };
enum class Rating : uint8_t { exceptional, excellent, good, poor };
enum class PaymentType : uint8_t { reward, penalty };

/// One severity's line of a policy. Money is a count of 10⁻⁷ of the asset's unit.
struct Terms {
    uint32_t threshold_minutes;
    int64_t penalty_per_minute;
    int64_t reward_base;
};

struct Price {
    Status status;
    Rating rating;
    PaymentType payment_type;
    bool overflow;   ///< The amount does not fit and is 0; all else holds.
    int64_t amount;  ///< Above 0: the pool owes the NOC. Below 0: the operator owes the pool.
};

/// No product or sum of this file leaves it: 64 × 64 bits, or 32 × 36.
using Wide = __int128;

inline constexpr Wide nanoseconds_per_minute = 60'000'000'000;

/// The magnitude of the result always fits, too: the lowest int64 counts as overflow.
constexpr Price priced(Status status, Rating rating, PaymentType payment_type, Wide amount) {
    const bool fits = amount <= INT64_MAX && amount >= -INT64_MAX;
    return {status, rating, payment_type, !fits, fits ? static_cast<int64_t>(amount) : 0};
}

/// What `minutes` to repair cost or earn. The tiers are those of floor(100 × minutes ÷ threshold)
/// below 50 and below 75, without the division.
constexpr Price price(uint64_t minutes, const Terms& terms) {
    const Wide m = minutes;
    const Wide t = terms.threshold_minutes;
    const Wide reward = terms.reward_base;
    if (m > t)
        return priced(Status::violated, Rating::poor, PaymentType::penalty,
                      -(m - t) * terms.penalty_per_minute);
    if (2 * m < t) return priced(Status::met, Rating::exceptional, PaymentType::reward, 2 * reward);
    if (4 * m < 3 * t)  // The shift is ÷ 2 rounded down; a 128-bit division needs a library.
        return priced(Status::met, Rating::excellent, PaymentType::reward, 3 * reward >> 1);
    return priced(Status::met, Rating::good, PaymentType::reward, reward);
}

/// The minutes that `counted_nanoseconds` are.
constexpr uint64_t whole_minutes(uint64_t counted_nanoseconds, MinuteRounding rounding) {
    constexpr auto minute = static_cast<uint64_t>(nanoseconds_per_minute);
    const bool started = counted_nanoseconds % minute != 0;
    return counted_nanoseconds / minute + (started && rounding == MinuteRounding::ceil ? 1 : 0);
}

/// [from, to) in nanoseconds since 1970; an open end is INT64_MAX.
struct Span {
    int64_t from;
    int64_t to;
};

/// An outage's clock: it runs from its detection on, but for the excluded spans, which are in order
/// and disjoint.
struct Clock {
    int64_t detected_at;
    const Span* excluded;
    uint64_t excluded_count;
};

struct Deadline {
    bool exists;  ///< Not when the clock stands still for good, nor beyond the end of time.
    int64_t at;
};

/// The first instant at which `left` nanoseconds have counted.
constexpr Deadline counted_up_to(const Clock& clock, Wide left) {
    Wide cursor = clock.detected_at;
    for (uint64_t i = 0; i < clock.excluded_count; ++i) {
        const Span& span = clock.excluded[i];
        if (span.to <= cursor) continue;
        const Wide running = span.from > cursor ? span.from - cursor : 0;
        if (left <= running) break;
        left -= running;
        cursor = span.to;
    }
    const Wide at = cursor + left;
    if (at > INT64_MAX) return {false, 0};
    return {true, static_cast<int64_t>(at)};
}

/// The first instant at which the formula says violated, should the outage be resolved then.
constexpr Deadline deadline(const Clock& clock, uint32_t threshold_minutes,
                            MinuteRounding rounding) {
    return counted_up_to(clock, rounding == MinuteRounding::floor
                                    ? (Wide{threshold_minutes} + 1) * nanoseconds_per_minute
                                    : threshold_minutes * nanoseconds_per_minute + 1);
}

/// The instant at which four fifths of the threshold have counted.
constexpr Deadline warning(const Clock& clock, uint32_t threshold_minutes) {
    return counted_up_to(clock, threshold_minutes * (nanoseconds_per_minute / 5 * 4));
}

}  // namespace ledger::sla::formula
