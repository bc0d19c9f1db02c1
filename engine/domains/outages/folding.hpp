// How events change what a view shows of an outage; the list and the detail page share these rules.
#pragma once

#include "engine/domains/outages/seen_events.hpp"
#include "engine/domains/outages/shown.hpp"
#include "engine/kernel/bytes.hpp"
#include "engine/kernel/interval.hpp"

#include <concepts>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ledger::outages {

/// The time that counts, up to now or to where it stopped.
struct Clock {
    Timestamp began{};
    /// Spans that do not count; they may overlap. Planned maintenance is not among them: which of
    /// it counts for an open outage shows when it is read.
    std::vector<Interval> still;
    std::optional<Timestamp> stopped_at;
    bool counts_started_minutes = false;
    Amount penalty_per_minute;  ///< Of its time above the threshold.

    /// Nothing but these, without what was planned.
    void stand_still(const std::vector<Exclusion>& exclusions);
    /// As the policy counts them, without `windows`.
    std::int64_t minutes(const std::vector<Interval>& windows, Timestamp now) const;
    /// For so many minutes too many; at most what an amount holds.
    Amount penalty(std::int64_t overrun_minutes) const;

    bool operator==(const Clock&) const = default;
};

void put_clock(std::string& out, const Clock& clock);
Clock take_clock(ByteReader& reader);

/// One more outage that has to do with it; once.
void relate(OutageDetail& shown, const std::string& other);

/// `Shown` is OutageItem or OutageDetail.
template <class Shown>
struct Followed {
    Shown shown;
    Clock clock;
};

template <class Shown>
inline constexpr bool is_detail = std::same_as<Shown, OutageDetail>;

template <class Shown>
Followed<Shown> first_sight(const OutageCreated& event) {
    Followed<Shown> row;
    row.clock.began = event.detected_at;
    Shown& shown = row.shown;
    shown.id = event.outage;
    shown.site_name = event.site_name;
    shown.site_id = event.site_id;
    shown.severity = event.severity;
    shown.status = event.status;
    shown.detected_at = event.detected_at;
    shown.description = event.description;
    shown.affected_services = event.affected_services;
    shown.assigned_to = event.assigned_to;
    shown.affected_subscribers = event.affected_subscribers;
    shown.location = event.location;
    shown.external_id = event.external_id;
    shown.tags = event.tags;
    if constexpr (is_detail<Shown>) {
        shown.back_dating_reason = event.back_dating_reason;
        shown.dedup_key = event.dedup_key;
        shown.sites = site_path(event.site_id, event.sites);
        if (event.related_to) shown.related.push_back(*event.related_to);
    }
    return row;
}

/// What `said` holds replaces `known`.
template <class Known, class Said>
void replace(Known& known, const std::optional<Said>& said) {
    // NOLINTNEXTLINE(bugprone-optional-value-conversion): `known` is not optional everywhere.
    if (said) known = *said;
}

template <class Shown>
void fold(Followed<Shown>&, const OutageCreated&) {}  // Only the first one counts.

template <class Shown>
void fold(Followed<Shown>& row, const OutageUpdated& event) {
    replace(row.shown.site_name, event.site_name);
    replace(row.shown.site_id, event.site_id);
    replace(row.shown.description, event.description);
    replace(row.shown.affected_services, event.affected_services);
    replace(row.shown.affected_subscribers, event.affected_subscribers);
    replace(row.shown.location, event.location);
    replace(row.shown.root_cause, event.root_cause);
    replace(row.shown.resolution_notes, event.resolution_notes);
    replace(row.shown.tags, event.tags);
    if constexpr (is_detail<Shown>)
        if (event.site_id) row.shown.sites = site_path(event.site_id, event.sites);
}

template <class Shown>
void fold(Followed<Shown>& row, const OutageSeverityChanged& event) {
    row.shown.severity = event.to;
}

template <class Shown>
void fold(Followed<Shown>& row, const OutageAssigned& event) {
    row.shown.assigned_to = event.assigned_to;
}

template <class Shown>
void fold(Followed<Shown>& row, const OutageStatusChanged& event) {
    row.shown.status = event.to;
}

template <class Shown>
void fold(Followed<Shown>& row, const OutageClockStopped& event) {
    row.clock.stopped_at = event.from;
    if constexpr (is_detail<Shown>) row.shown.clock_stopped_at = event.from;
}

/// One more span that does not count.
template <class Shown>
void exclude(Followed<Shown>& row, const Exclusion& exclusion) {
    if (exclusion.from >= exclusion.to) return;
    row.clock.still.push_back({exclusion.from, exclusion.to});
    if constexpr (is_detail<Shown>) row.shown.exclusions.push_back(exclusion);
}

template <class Shown>
void start_clock(Followed<Shown>& row) {
    row.clock.stopped_at.reset();
    if constexpr (is_detail<Shown>) row.shown.clock_stopped_at.reset();
}

template <class Shown>
void fold(Followed<Shown>& row, const OutageClockStarted& event) {
    exclude(row, {event.from, event.at, event.reason});
    start_clock(row);
}

template <class Shown>
void replace_exclusions(Followed<Shown>& row, const std::vector<Exclusion>& exclusions) {
    row.clock.stand_still(exclusions);
    if constexpr (is_detail<Shown>) row.shown.exclusions = exclusions;
}

template <class Shown>
void fold(Followed<Shown>& row, const OutageResolved& event) {
    replace_exclusions(row, event.exclusions);
    start_clock(row);
    row.shown.status = Status::resolved;
    row.shown.resolved_at = event.resolved_at;
    row.shown.is_open = false;
    replace(row.shown.root_cause, event.root_cause);
    replace(row.shown.resolution_notes, event.resolution_notes);
}

/// No verdict any more: it is measured again.
template <class Shown>
void measure_again(Followed<Shown>& row) {
    const auto threshold = row.shown.sla_status.threshold_minutes;
    row.shown.sla_status = {};
    row.shown.sla_status.threshold_minutes = threshold;
}

template <class Shown>
void fold(Followed<Shown>& row, const OutageReopened& event) {
    if (row.shown.resolved_at)
        exclude(row, {*row.shown.resolved_at, event.reopened_at, std::string{restored}});
    row.shown.status = Status::active;
    row.shown.resolved_at.reset();
    row.shown.is_open = true;
    if constexpr (is_detail<Shown>) {
        row.shown.acknowledged_at.reset();
        row.shown.acknowledged_by.reset();
    }
    measure_again(row);
}

template <class Shown>
void fold(Followed<Shown>& row, const OutageClosed&) {
    row.shown.status = Status::closed;
}

/// `Event` is OutageCorrected or OutageRestored: both hold the whole truth.
template <class Shown, class Event>
void fold_truth(Followed<Shown>& row, const Event& event) {
    row.clock.began = event.detected_at;
    replace_exclusions(row, event.exclusions);
    row.shown.severity = event.severity;
    row.shown.detected_at = event.detected_at;
    if (event.resolved_at) row.shown.resolved_at = event.resolved_at;
}

template <class Shown>
void fold(Followed<Shown>& row, const OutageCorrected& event) {
    fold_truth(row, event);
}

template <class Shown>
void fold(Followed<Shown>& row, const OutageDeleted&) {
    row.shown.is_open = false;
}

template <class Shown>
void fold(Followed<Shown>& row, const OutageRestored& event) {
    fold_truth(row, event);
    row.shown.deleted_at.reset();
    row.shown.is_open = is_open(row.shown.status);
    if (row.shown.is_open) measure_again(row);
}

template <class Shown>
void fold(Followed<Shown>& row, const OutageRelated& event) {
    if constexpr (is_detail<Shown>) relate(row.shown, event.to);
}

// What is stamped with its event's time and author, or stands in the timeline alone.
template <class Shown>
void fold(Followed<Shown>&, const OutageAcknowledged&) {}
template <class Shown>
void fold(Followed<Shown>&, const OutageNoteAdded&) {}
template <class Shown>
void fold(Followed<Shown>&, const SlaWarning&) {}
template <class Shown>
void fold(Followed<Shown>&, const SlaBreached&) {}
template <class Shown>
void fold(Followed<Shown>&, const SlaBreachCleared&) {}

template <class Shown>
void fold(Followed<Shown>& row, const TermsPinned& event) {
    row.clock.counts_started_minutes = event.rounding == "ceil";
    row.clock.penalty_per_minute = event.penalty_per_minute;
    row.shown.sla_status.threshold_minutes = event.threshold_minutes;
    if constexpr (is_detail<Shown>) row.shown.policy_version = event.policy_version;
}

template <class Shown>
void fold(Followed<Shown>& row, const SlaCalculated& event) {
    auto& sla = row.shown.sla_status;
    sla.status = event.status;
    sla.mttr_minutes = event.mttr_minutes;
    sla.threshold_minutes = event.threshold_minutes;
    sla.time_remaining_minutes.reset();
    const bool is_penalty = event.amount < Amount{};
    const bool is_violated = event.status == violated;
    const Amount penalty = is_penalty ? negated(event.amount).value_or(Amount{}) : Amount{};
    sla.breached = is_violated;
    sla.overrun_minutes =
        is_violated ? event.mttr_minutes.value_or(0) - event.threshold_minutes : 0;
    sla.accrued_penalty = penalty;
    if constexpr (is_detail<Shown>) {
        sla.penalty_amount = penalty;
        sla.reward_amount = is_penalty ? Amount{} : event.amount;
        sla.performance_rating = event.performance_rating;
        sla.payment_type = event.payment_type;
        row.shown.sla_generation = event.generation;
        row.shown.policy_version = event.policy_version;
    }
}

/// What an event makes of a row, its time and author included.
template <class Shown>
void fold_event(Followed<Shown>& row, const Seen& seen, const RecordedEvent& event) {
    std::visit([&](const auto& fact) { fold(row, fact); }, seen);
    if (std::holds_alternative<OutageDeleted>(seen)) row.shown.deleted_at = event.recorded_at;
    if constexpr (is_detail<Shown>) {
        if (std::holds_alternative<OutageClosed>(seen)) row.shown.closed_at = event.recorded_at;
        if (!std::holds_alternative<OutageAcknowledged>(seen)) return;
        row.shown.acknowledged_at = event.recorded_at;
        row.shown.acknowledged_by = event.actor;
    }
}

/// Fills in what depends on the time of reading. `windows`: planned maintenance where it is.
template <class Shown>
void show_at(Followed<Shown>& row, const std::vector<Interval>& windows, Timestamp now) {
    auto& sla = row.shown.sla_status;
    if (!row.shown.is_open || !sla.threshold_minutes) return;
    const std::int64_t minutes = row.clock.minutes(windows, now);
    sla.time_remaining_minutes = std::max<std::int64_t>(0, *sla.threshold_minutes - minutes);
    sla.breached = minutes > *sla.threshold_minutes;
    const std::int64_t overrun = std::max<std::int64_t>(0, minutes - *sla.threshold_minutes);
    sla.overrun_minutes = overrun;
    sla.accrued_penalty = row.clock.penalty(overrun);
}

}  // namespace ledger::outages
