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

struct Foreign {
    std::string_view type;
    Result<std::optional<Seen>> (*see)(const std::string& payload);
};
constexpr Foreign foreign_events[] = {{terms_pinned, see_foreign<TermsPinned>},
                                      {sla_calculated, see_foreign<SlaCalculated>},
                                      {sla_warning, see_foreign<SlaWarning>},
                                      {sla_breached, see_foreign<SlaBreached>},
                                      {sla_breach_cleared, see_foreign<SlaBreachCleared>}};

}  // namespace

Result<std::optional<Seen>> seen_in(const RecordedEvent& event) {
    std::optional<Seen> seen;
    if (!event.payload) return seen;
    const auto* const foreign = std::ranges::find(foreign_events, event.type, &Foreign::type);
    if (foreign != std::end(foreign_events)) return foreign->see(*event.payload);
    TRY(see_own(event, seen));
    return seen;
}

const OutageId& outage_of(const Seen& seen) {
    return std::visit([](const auto& event) -> const OutageId& { return event.outage; }, seen);
}

}  // namespace ledger::outages
