#include "engine/domains/outages/timeline_entry.hpp"

#include <string_view>
#include <utility>

namespace ledger::outages {
namespace {

constexpr std::string_view number_member = R"(,"sequence":)";

/// What happened, and when, as people say it.
struct Told {
    std::optional<Timestamp> at;  ///< Nothing: when it was recorded.
    std::string text;
    std::optional<ClockNotice> sla{};
};

std::string in_words(std::string_view before, std::string_view word) {
    return std::string{before}.append(word);
}

Told tell(const OutageCreated& event) { return {event.detected_at, "Outage detected"}; }
Told tell(const OutageUpdated&) { return {{}, "Details updated"}; }
Told tell(const OutageSeverityChanged& event) {
    return {{}, in_words("Severity changed to ", name_of(event.to))};
}
Told tell(const OutageAssigned& event) {
    return {{}, event.assigned_to ? "Assigned to engineer" : "Unassigned"};
}
Told tell(const OutageStatusChanged& event) {
    return {{}, in_words("Status changed to ", name_of(event.to))};
}
Told tell(const OutageClockStopped& event) {
    return {event.from, in_words("Clock stopped: ", event.reason)};
}
Told tell(const OutageResolved& event) { return {event.resolved_at, "Outage resolved"}; }
Told tell(const OutageReopened& event) {
    return {event.reopened_at, in_words("Outage reopened: ", event.reason)};
}
Told tell(const OutageDeleted&) { return {{}, "Outage deleted"}; }
Told tell(const OutageAcknowledged& event) {
    return {{},
            event.note ? in_words("Outage acknowledged: ", *event.note) : "Outage acknowledged"};
}
Told tell(const OutageNoteAdded& event) { return {event.at, in_words("Note: ", event.text)}; }
Told tell(const OutageRelated& event) { return {{}, in_words("Related to ", event.to)}; }
Told tell(const OutageClockStarted& event) { return {event.at, "Clock started"}; }
Told tell(const OutageClosed& event) {
    return {{}, event.reason ? in_words("Outage closed: ", *event.reason) : "Outage closed"};
}
Told tell(const OutageCorrected& event) {
    return {{}, in_words("Outage corrected: ", event.reason)};
}
Told tell(const OutageRestored&) { return {{}, "Outage restored"}; }
Told tell(const TermsPinned& event) {
    return {{}, in_words("SLA terms taken from policy ", std::to_string(event.policy_version))};
}
Told tell(const SlaCalculated& event) { return {{}, in_words("SLA calculated: ", event.status)}; }
Told tell(const SlaWarning& event) {
    return {event.occurred_at, in_words("SLA warning: to be breached at ", to_text(event.deadline)),
            ClockNotice{.severity = event.severity,
                        .threshold_minutes = event.threshold_minutes,
                        .penalty_per_minute = {},
                        .breached_at = {},
                        .deadline = event.deadline}};
}
Told tell(const SlaBreached& event) {
    return {event.occurred_at,
            in_words("SLA breached: each further minute costs ", to_text(event.penalty_per_minute)),
            ClockNotice{.severity = event.severity,
                        .threshold_minutes = event.threshold_minutes,
                        .penalty_per_minute = event.penalty_per_minute,
                        .breached_at = {},
                        .deadline = {}}};
}
Told tell(const SlaBreachCleared& event) {
    return {{},
            event.deadline
                ? in_words("SLA not breached: the deadline is ", to_text(*event.deadline))
                : "SLA not breached",
            ClockNotice{.severity = {},
                        .threshold_minutes = {},
                        .penalty_per_minute = {},
                        .breached_at = event.breached_at,
                        .deadline = event.deadline}};
}

}  // namespace

std::string entry_of(const Seen& seen, const RecordedEvent& event,
                     std::optional<std::vector<FieldChange>> changes) {
    Told told = std::visit([](const auto& fact) { return tell(fact); }, seen);
    std::string text = json::text_of(TimelineEntry{.timestamp = told.at.value_or(event.recorded_at),
                                                   .event = std::move(told.text),
                                                   .user = event.actor,
                                                   .recorded_at = event.recorded_at,
                                                   .position = event.position,
                                                   .type = event.type,
                                                   .changes = std::move(changes),
                                                   .sla = told.sla,
                                                   .sequence = 0});
    text.resize(text.rfind(number_member));
    text += '}';
    return text;
}

std::string numbered(std::string_view entry, std::uint64_t sequence) {
    std::string text{entry.substr(0, entry.size() - 1)};
    text.append(number_member).append(std::to_string(sequence)).append("}");
    return text;
}

}  // namespace ledger::outages
