#include "engine/domains/outages/folding.hpp"

#include <algorithm>
#include <limits>

namespace ledger::outages {
namespace {

constexpr std::uint8_t runs = 1;
constexpr std::uint8_t counts_started = 2;

/// Whether one of our own events is meant; `seen` then holds it.
Result<bool> see_own(const RecordedEvent& event, std::optional<Seen>& seen) {
    const auto known = std::ranges::any_of(
        event_types, [&](const auto& row) { return row.meta.name == event.type; });
    if (!known) return false;
    TRY(own, decode_event(event_types, event.type, event.schema_version, *event.payload));
    std::visit([&](auto& fact) { seen = std::move(fact); }, own);
    return true;
}

template <class E>
Result<std::optional<Seen>> see_foreign(const std::string& payload) {
    Result<E> event = json::parse_stored<E>(payload, json::Unknown::ignored);
    if (!event) return fail(ErrorKind::corrupt, "outage_view.foreign_event", event.error().message);
    return std::optional<Seen>{std::move(*event)};
}

}  // namespace

Result<std::optional<Seen>> seen_in(const RecordedEvent& event) {
    std::optional<Seen> seen;
    if (!event.payload) return seen;
    if (event.type == terms_pinned) return see_foreign<TermsPinned>(*event.payload);
    if (event.type == sla_calculated) return see_foreign<SlaCalculated>(*event.payload);
    TRY(see_own(event, seen));
    return seen;
}

const OutageId& outage_of(const Seen& seen) {
    return std::visit([](const auto& event) -> const OutageId& { return event.outage; }, seen);
}

void Clock::stop(Timestamp at) {
    if (!running_since) return;
    counted += std::max(Duration{}, at - *running_since);
    running_since.reset();
}

std::int64_t Clock::minutes(Timestamp now) const {
    Duration total = counted;
    if (running_since) total += std::max(Duration{}, now - *running_since);
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
    const unsigned flags =
        (clock.running_since ? runs : 0U) | (clock.counts_started_minutes ? counts_started : 0U);
    put_big_endian(out, static_cast<std::uint8_t>(flags));
    put_big_endian(out, static_cast<std::uint64_t>(clock.counted.count()));
    put_big_endian(
        out, static_cast<std::uint64_t>(nanoseconds(clock.running_since.value_or(Timestamp{}))));
    put_big_endian(out, static_cast<std::uint64_t>(clock.penalty_per_minute.units()));
}

Clock take_clock(ByteReader& reader) {
    const unsigned flags = reader.take<std::uint8_t>();
    Clock clock;
    clock.counted = Duration{static_cast<std::int64_t>(reader.take<std::uint64_t>())};
    const auto since = timestamp_of(static_cast<std::int64_t>(reader.take<std::uint64_t>()));
    if ((flags & runs) != 0) clock.running_since = since;
    clock.counts_started_minutes = (flags & counts_started) != 0;
    clock.penalty_per_minute = Amount{static_cast<std::int64_t>(reader.take<std::uint64_t>())};
    return clock;
}

}  // namespace ledger::outages
