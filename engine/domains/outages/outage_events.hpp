// What may happen to an outage: the events of its stream, and their table.
#pragma once

#include "engine/domains/outages/course_events.hpp"
#include "engine/domains/outages/detail_events.hpp"

namespace ledger::outages {

/// The registration: the log, replay and the manual know an event by its being listed here.
using Event = std::variant<OutageCreated, OutageUpdated, OutageSeverityChanged, OutageAssigned,
                           OutageStatusChanged, OutageClockStopped, OutageResolved, OutageReopened,
                           OutageDeleted, OutageAcknowledged, OutageNoteAdded, OutageRelated,
                           OutageClockStarted, OutageClosed, OutageCorrected, OutageRestored>;
inline constexpr auto event_types =
    event_table(std::type_identity<Event>{}, std::type_identity<OutageCreatedV1>{},
                std::type_identity<OutageUpdatedV1>{});
static_assert(distinct_events(event_types), "two events share a name and a version");

}  // namespace ledger::outages
