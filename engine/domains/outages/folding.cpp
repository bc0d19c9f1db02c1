#include "engine/domains/outages/folding.hpp"

#include <algorithm>
#include <limits>

namespace ledger::outages {
namespace {

constexpr std::uint8_t stands_still = 1;
constexpr std::uint8_t counts_started = 2;

}  // namespace

void relate(OutageDetail& shown, const std::string& other) {
    if (std::ranges::find(shown.related, other) == shown.related.end())
        shown.related.push_back(other);
}

void Clock::stand_still(const std::vector<Exclusion>& exclusions) {
    still.clear();
    for (const Exclusion& exclusion : exclusions)
        if (!is_planned(exclusion)) still.push_back({exclusion.from, exclusion.to});
}

std::int64_t Clock::minutes(const std::vector<Interval>& windows, Timestamp now) const {
    const Interval whole{began, now};
    std::vector<Interval> spans = still;
    spans.insert(spans.end(), windows.begin(), windows.end());
    if (stopped_at) spans.push_back({*stopped_at, now});
    const Duration total = total_length(remainder(whole, merged_within(whole, spans)));
    return counts_started_minutes ? std::chrono::ceil<std::chrono::minutes>(total).count()
                                  : std::chrono::floor<std::chrono::minutes>(total).count();
}

Amount Clock::penalty(std::int64_t overrun_minutes) const {
    std::int64_t units = 0;
    if (__builtin_mul_overflow(overrun_minutes, penalty_per_minute.units(), &units))
        units = std::numeric_limits<std::int64_t>::max();
    return Amount{units};
}

void put_clock(std::string& out, const Clock& clock) {
    const auto put_time = [&](Timestamp time) {
        put_big_endian(out, static_cast<std::uint64_t>(nanoseconds(time)));
    };
    const unsigned flags = (clock.stopped_at ? stands_still : 0U) |
                           (clock.counts_started_minutes ? counts_started : 0U);
    put_big_endian(out, static_cast<std::uint8_t>(flags));
    put_big_endian(out, static_cast<std::uint64_t>(clock.penalty_per_minute.units()));
    put_time(clock.began);
    if (clock.stopped_at) put_time(*clock.stopped_at);
    put_big_endian(out, static_cast<std::uint16_t>(clock.still.size()));
    for (const Interval& span : clock.still) {
        put_time(span.from);
        put_time(span.to);
    }
}

Clock take_clock(ByteReader& reader) {
    const auto take_time = [&] {
        return timestamp_of(static_cast<std::int64_t>(reader.take<std::uint64_t>()));
    };
    const unsigned flags = reader.take<std::uint8_t>();
    Clock clock;
    clock.penalty_per_minute = Amount{static_cast<std::int64_t>(reader.take<std::uint64_t>())};
    clock.began = take_time();
    if ((flags & stands_still) != 0) clock.stopped_at = take_time();
    clock.counts_started_minutes = (flags & counts_started) != 0;
    const std::size_t spans = reader.take<std::uint16_t>();
    for (std::size_t i = 0; i < spans && reader.ok(); ++i) {
        const Timestamp from = take_time();
        clock.still.push_back({from, take_time()});
    }
    return clock;
}

}  // namespace ledger::outages
