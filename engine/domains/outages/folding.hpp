// How events change what a view shows of an outage; the list and the detail page share these rules.
#pragma once

#include "engine/domains/outages/outage_events.hpp"
#include "engine/domains/outages/shown.hpp"
#include "engine/kernel/bytes.hpp"
#include "engine/kernel/event.hpp"

#include <concepts>
#include <optional>
#include <variant>

namespace ledger::outages {

/// The members that these views read of another domain's events.
struct TermsPinned {
    OutageId outage;
    std::int64_t policy_version = 0;
    std::int64_t threshold_minutes = 0;
    Amount penalty_per_minute;
    std::string rounding = "floor";

    static constexpr auto fields() {
        using E = TermsPinned;
        return std::tuple{
            Field{"outage", &E::outage, "The outage."},
            Field{"policy_version", &E::policy_version, "Whose terms."},
            Field{"threshold_minutes", &E::threshold_minutes, "What is met."},
            Field{"penalty_per_minute", &E::penalty_per_minute, "Above it."}.or_default(),
            Field{"rounding", &E::rounding, "Of a started minute."}.or_default()};
    }
};

struct SlaCalculated {
    OutageId outage;
    std::int64_t generation = 0;
    std::optional<std::int64_t> mttr_minutes;
    std::int64_t threshold_minutes = 0;
    std::int64_t policy_version = 0;
    std::string status;
    std::optional<std::string> performance_rating;
    std::optional<std::string> payment_type;
    Amount amount;

    static constexpr auto fields() {
        using E = SlaCalculated;
        return std::tuple{Field{"outage", &E::outage, "The outage."},
                          Field{"generation", &E::generation, "Which result of it."},
                          Field{"mttr_minutes", &E::mttr_minutes, "Minutes to repair."},
                          Field{"threshold_minutes", &E::threshold_minutes, "What is met."},
                          Field{"policy_version", &E::policy_version, "Whose terms."},
                          Field{"status", &E::status, "The verdict."},
                          Field{"performance_rating", &E::performance_rating, "How well."},
                          Field{"payment_type", &E::payment_type, "Who pays."},
                          Field{"amount", &E::amount, "Above 0 a reward, below 0 a penalty."}};
    }
};

inline constexpr std::string_view terms_pinned = "sla.terms_pinned";
inline constexpr std::string_view sla_calculated = "sla.calculated";

using Seen = std::variant<OutageCreated, OutageUpdated, OutageSeverityChanged, OutageAssigned,
                          OutageStatusChanged, OutageClockStopped, OutageResolved, OutageReopened,
                          OutageDeleted, TermsPinned, SlaCalculated>;

/// Nothing when the payload was redacted, or when no view here shows such an event.
Result<std::optional<Seen>> seen_in(const RecordedEvent& event);

const OutageId& outage_of(const Seen& seen);

/// The time that counts, up to now or to where it stopped.
struct Clock {
    Duration counted{};                      ///< Up to `running_since`.
    std::optional<Timestamp> running_since;  ///< Nothing while it stands still.
    bool counts_started_minutes = false;
    Amount penalty_per_minute;  ///< Of its time above the threshold.

    void stop(Timestamp at);
    void start(Timestamp at) { running_since = at; }
    /// As the policy counts them.
    std::int64_t minutes(Timestamp now) const;
    /// For so many minutes too many; at most what an amount holds.
    Amount penalty(std::int64_t overrun_minutes) const;

    bool operator==(const Clock&) const = default;
};

inline constexpr std::size_t clock_bytes = 25;
void put_clock(std::string& out, const Clock& clock);
Clock take_clock(ByteReader& reader);

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
    row.clock.start(event.detected_at);
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
    if constexpr (is_detail<Shown>) shown.back_dating_reason = event.back_dating_reason;
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
    row.clock.stop(event.from);
}

template <class Shown>
void fold(Followed<Shown>& row, const OutageResolved& event) {
    row.clock.stop(event.resolved_at);
    row.shown.status = Status::resolved;
    row.shown.resolved_at = event.resolved_at;
    row.shown.is_open = false;
    replace(row.shown.root_cause, event.root_cause);
    replace(row.shown.resolution_notes, event.resolution_notes);
}

template <class Shown>
void fold(Followed<Shown>& row, const OutageReopened& event) {
    row.clock.start(event.reopened_at);
    row.shown.status = Status::active;
    row.shown.resolved_at.reset();
    row.shown.is_open = true;
    const auto threshold = row.shown.sla_status.threshold_minutes;
    row.shown.sla_status = {};
    row.shown.sla_status.threshold_minutes = threshold;
}

template <class Shown>
void fold(Followed<Shown>& row, const OutageDeleted&) {
    // Its page goes, its line in the list is marked.
    if constexpr (!is_detail<Shown>) row.shown.deleted = true;
}

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

/// Fills in what depends on the time of reading.
template <class Shown>
void show_at(Followed<Shown>& row, Timestamp now) {
    auto& sla = row.shown.sla_status;
    if (!row.shown.is_open || !sla.threshold_minutes) return;
    const std::int64_t minutes = row.clock.minutes(now);
    sla.time_remaining_minutes = std::max<std::int64_t>(0, *sla.threshold_minutes - minutes);
    sla.breached = minutes > *sla.threshold_minutes;
    const std::int64_t overrun = std::max<std::int64_t>(0, minutes - *sla.threshold_minutes);
    sla.overrun_minutes = overrun;
    sla.accrued_penalty = row.clock.penalty(overrun);
}

}  // namespace ledger::outages
