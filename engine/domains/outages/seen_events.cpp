#include "engine/domains/outages/seen_events.hpp"

#include <algorithm>

namespace ledger::outages {
namespace {

/// Whether one of our own events is meant; `seen` then holds it.
Result<bool> see_own(const RecordedEvent& event, std::optional<Seen>& seen) {
    const bool known = std::ranges::any_of(
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

}  // namespace ledger::outages
