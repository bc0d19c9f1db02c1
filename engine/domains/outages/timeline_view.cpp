// The view "outage_timeline": id, 0, position -> TimelineEntry as JSON.
#include "engine/domains/outages/views.hpp"

namespace ledger::outages {
namespace {

/// What happened, and when, as people say it.
struct Told {
    std::optional<Timestamp> at;  ///< Nothing: when it was recorded.
    std::string text;
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
Told tell(const TermsPinned& event) {
    return {{}, in_words("SLA terms taken from policy ", std::to_string(event.policy_version))};
}
Told tell(const SlaCalculated& event) { return {{}, in_words("SLA calculated: ", event.status)}; }

std::string entry_key(const OutageId& id, Position position) {
    std::string key = id.value;
    key += '\0';
    put_big_endian(key, position);
    return key;
}

}  // namespace

Result<std::optional<std::string>> timeline_entry(const ViewEvent& event) {
    TRY(seen, event.as<seen_in>());
    if (!*seen) return std::optional<std::string>{};
    Told told = std::visit([](const auto& fact) { return tell(fact); }, **seen);
    return std::optional{
        json::text_of(TimelineEntry{.timestamp = told.at.value_or(event->recorded_at),
                                    .event = std::move(told.text),
                                    .user = event->actor,
                                    .recorded_at = event->recorded_at,
                                    .position = event->position,
                                    .type = event->type})};
}

Result<void> apply_to_timeline(Rows& rows, const ViewEvent& event) {
    TRY(seen, event.as<seen_in>());
    TRY(entry, event.as<timeline_entry>());
    if (*entry) rows.put(entry_key(outage_of(**seen), event->position), **entry);
    return {};
}

Result<void> scan_timeline(const RowReader& rows, const OutageId& id, Position last,
                           FunctionRef<bool(std::string_view entry)> visit) {
    return rows.scan(entry_key(id, 0), entry_key(id, last + 1),
                     [&](std::string_view, std::string_view entry) { return visit(entry); });
}

}  // namespace ledger::outages
