// What the views show of an outage: a line of the list, the whole page, an entry of its timeline.
#pragma once

#include "engine/domains/outages/outage.hpp"
#include "engine/kernel/codec.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace ledger::outages {

/// Rows hold what events held, whose own limits bound it.
inline constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

/// Words of the SLA's verdict as replies use them.
inline constexpr std::string_view in_progress = "in_progress";
inline constexpr std::string_view violated = "violated";

/// While an outage is open, what depends on the time is filled in when it is read.
struct ShortSlaStatus {
    std::string status{in_progress};
    std::optional<std::int64_t> mttr_minutes;
    std::optional<std::int64_t> threshold_minutes;
    std::optional<std::int64_t> time_remaining_minutes;
    std::optional<bool> breached;
    std::optional<std::int64_t> overrun_minutes;
    std::optional<Amount> accrued_penalty;

    static constexpr auto fields() {
        using S = ShortSlaStatus;
        return std::tuple{
            Field{"status", &S::status, "`in_progress`, `met`, `violated` or `excluded`."},
            Field{"mttr_minutes", &S::mttr_minutes, "Minutes to repair; null while open."},
            Field{"threshold_minutes", &S::threshold_minutes, "Minutes that are met."},
            Field{"time_remaining_minutes", &S::time_remaining_minutes,
                  "Until the threshold; never below 0, null once resolved."},
            Field{"breached", &S::breached, "Whether the threshold was missed."},
            Field{"overrun_minutes", &S::overrun_minutes, "Minutes above the threshold."},
            Field{"accrued_penalty", &S::accrued_penalty, "The penalty so far."}};
    }
    bool operator==(const ShortSlaStatus&) const = default;
};

/// One line of GET /api/v1/outages.
struct OutageItem {
    OutageId id;
    std::string site_name;
    std::optional<std::string> site_id;
    Severity severity = Severity::low;
    Status status = Status::active;
    Timestamp detected_at{};
    std::optional<Timestamp> resolved_at;
    std::string description;
    std::vector<std::string> affected_services;
    std::optional<std::string> assigned_to;
    bool is_open = true;
    ShortSlaStatus sla_status;
    std::vector<std::string> tags;
    std::optional<std::string> external_id;
    std::optional<std::int64_t> affected_subscribers;
    std::optional<Location> location;
    std::optional<std::string> root_cause;
    std::optional<std::string> resolution_notes;
    std::optional<Timestamp> deleted_at;

    static constexpr auto fields() {
        using I = OutageItem;
        return std::tuple{
            Field{"id", &I::id, "Given by the server."},
            Field{"site_name", &I::site_name, "Where it is."},
            Field{"site_id", &I::site_id, "The site's number."},
            Field{"severity", &I::severity, "How bad it is."},
            Field{"status", &I::status, "Where it stands."},
            Field{"detected_at", &I::detected_at, "When it began."},
            Field{"resolved_at", &I::resolved_at, "When service was back."},
            Field{"description", &I::description, "What is wrong."}.length(0, unlimited),
            Field{"affected_services", &I::affected_services, "What does not work."},
            Field{"assigned_to", &I::assigned_to, "Who sees to it."},
            Field{"is_open", &I::is_open, "Whether it is `active` or `investigating`."},
            Field{"sla_status", &I::sla_status, "How it does against its SLA."},
            Field{"tags", &I::tags, "Free words."},
            Field{"external_id", &I::external_id, "The client's own number, if it has one."}
                .omit_null(),
            Field{"affected_subscribers", &I::affected_subscribers, "How many notice, if known."}
                .omit_null(),
            Field{"location", &I::location, "Where on earth, if known."}.omit_null(),
            Field{"root_cause", &I::root_cause, "Why it happened, if known."}
                .length(0, unlimited)
                .omit_null(),
            Field{"resolution_notes", &I::resolution_notes, "What was done, if said."}
                .length(0, unlimited)
                .omit_null(),
            Field{"deleted_at", &I::deleted_at, "When it was deleted, if it was."}.omit_null()};
    }
    bool operator==(const OutageItem&) const = default;
};

struct SlaStatus {
    std::string status{in_progress};
    std::optional<std::int64_t> mttr_minutes;
    std::optional<std::int64_t> threshold_minutes;
    std::optional<std::int64_t> time_remaining_minutes;
    bool breached = false;
    std::int64_t overrun_minutes = 0;
    Amount accrued_penalty;
    Amount penalty_amount;
    Amount reward_amount;
    std::optional<std::string> performance_rating;
    std::optional<std::string> payment_type;
    bool smart_contract_invoked = false;
    std::optional<std::string> contract_tx_hash;

    static constexpr auto fields() {
        using S = SlaStatus;
        return std::tuple{
            Field{"status", &S::status, "`in_progress`, `met`, `violated` or `excluded`."},
            Field{"mttr_minutes", &S::mttr_minutes, "Minutes to repair; null while open."},
            Field{"threshold_minutes", &S::threshold_minutes, "Minutes that are met."},
            Field{"time_remaining_minutes", &S::time_remaining_minutes,
                  "Until the threshold; never below 0, null once resolved."},
            Field{"breached", &S::breached, "Whether the threshold was missed."},
            Field{"overrun_minutes", &S::overrun_minutes, "Minutes above the threshold."},
            Field{"accrued_penalty", &S::accrued_penalty, "The penalty so far."},
            Field{"penalty_amount", &S::penalty_amount, "What the operator owes."},
            Field{"reward_amount", &S::reward_amount, "What the NOC has earned."},
            Field{"performance_rating", &S::performance_rating, "Null when nothing was rated."},
            Field{"payment_type", &S::payment_type,
                  "`reward` or `penalty`; null when none is due."},
            Field{"smart_contract_invoked", &S::smart_contract_invoked,
                  "Whether a contract on the chain really ran."},
            Field{"contract_tx_hash", &S::contract_tx_hash, "Its transaction; null when none."}};
    }
    bool operator==(const SlaStatus&) const = default;
};

/// GET /api/v1/outages/{id}, without its timeline.
struct OutageDetail {
    OutageId id;
    std::string site_name;
    std::optional<std::string> site_id;
    std::vector<std::string> sites;
    Severity severity = Severity::low;
    Status status = Status::active;
    Timestamp detected_at{};
    std::optional<Timestamp> resolved_at;
    std::optional<Timestamp> closed_at;
    std::string description;
    std::optional<std::string> root_cause;
    std::optional<std::string> resolution_notes;
    std::vector<std::string> affected_services;
    std::optional<std::int64_t> affected_subscribers;
    std::optional<std::string> assigned_to;
    std::optional<Timestamp> acknowledged_at;
    std::optional<std::string> acknowledged_by;
    std::string created_by;
    std::optional<Location> location;
    std::optional<std::string> external_id;
    std::optional<std::string> dedup_key;
    std::vector<std::string> tags;
    std::vector<std::string> related;
    std::optional<std::string> back_dating_reason;
    bool is_open = true;
    StreamVersion version = 0;
    std::optional<Timestamp> clock_stopped_at;
    std::vector<Exclusion> exclusions;
    SlaStatus sla_status;
    std::optional<std::int64_t> sla_generation;
    std::optional<std::int64_t> policy_version;
    json::Raw stellar_payment;
    std::optional<Timestamp> deleted_at;

    static constexpr auto fields() {
        using D = OutageDetail;
        return std::tuple{
            Field{"id", &D::id, "Given by the server."},
            Field{"site_name", &D::site_name, "Where it is."},
            Field{"site_id", &D::site_id, "The site's number."},
            Field{"sites", &D::sites, "Its site, and the sites which that belongs to."},
            Field{"severity", &D::severity, "How bad it is."},
            Field{"status", &D::status, "Where it stands."},
            Field{"detected_at", &D::detected_at, "When it began."},
            Field{"resolved_at", &D::resolved_at, "When service was back."},
            Field{"closed_at", &D::closed_at, "Since when nothing changes any more."},
            Field{"description", &D::description, "What is wrong."}.length(0, unlimited),
            Field{"root_cause", &D::root_cause, "Why it happened."}.length(0, unlimited),
            Field{"resolution_notes", &D::resolution_notes, "What was done."}.length(0, unlimited),
            Field{"affected_services", &D::affected_services, "What does not work."},
            Field{"affected_subscribers", &D::affected_subscribers, "How many notice."},
            Field{"assigned_to", &D::assigned_to, "Who sees to it."},
            Field{"acknowledged_at", &D::acknowledged_at, "When somebody said to have seen it."},
            Field{"acknowledged_by", &D::acknowledged_by, "Who that was."},
            Field{"created_by", &D::created_by, "Who recorded it."},
            Field{"location", &D::location, "Where on earth."},
            Field{"external_id", &D::external_id, "The client's own number for it."},
            Field{"dedup_key", &D::dedup_key, "One key, one open outage."},
            Field{"tags", &D::tags, "Free words."},
            Field{"related", &D::related, "Outages that it has to do with."}.items(0, unlimited),
            Field{"back_dating_reason", &D::back_dating_reason,
                  "Why it was recorded more than a day late."}
                .length(0, unlimited),
            Field{"is_open", &D::is_open, "Whether it is `active` or `investigating`."},
            Field{"version", &D::version, "How many events it has; for `If-Match`."},
            Field{"clock_stopped_at", &D::clock_stopped_at,
                  "Since when its time does not count; null: it counts."},
            Field{"exclusions", &D::exclusions,
                  "Spans that do not count; planned maintenance comes in with the resolution."}
                .items(0, unlimited),
            Field{"sla_status", &D::sla_status, "How it does against its SLA."},
            Field{"sla_generation", &D::sla_generation, "How often it was priced."},
            Field{"policy_version", &D::policy_version, "Whose terms it is measured by."},
            Field{"stellar_payment", &D::stellar_payment, "Null: nothing was settled."},
            Field{"deleted_at", &D::deleted_at, "When it was deleted, if it was."}.omit_null()};
    }
    bool operator==(const OutageDetail&) const = default;
};

/// A member before and after, as JSON.
struct FieldChange {
    std::string field;
    json::Raw from;
    json::Raw to;

    static constexpr auto fields() {
        using C = FieldChange;
        return std::tuple{Field{"field", &C::field, "Which member."},
                          Field{"from", &C::from, "What it was."},
                          Field{"to", &C::to, "What it is."}};
    }
    bool operator==(const FieldChange&) const = default;
};

/// What an operator wants to know when an open outage's clock speaks up.
struct ClockNotice {
    std::optional<Severity> severity;
    std::optional<std::int64_t> threshold_minutes;
    std::optional<Amount> penalty_per_minute;
    std::optional<Timestamp> breached_at;
    std::optional<Timestamp> deadline;

    static constexpr auto fields() {
        using N = ClockNotice;
        return std::tuple{
            Field{"severity", &N::severity, "Whose terms."}.omit_null(),
            Field{"threshold_minutes", &N::threshold_minutes, "Minutes that are met."}.omit_null(),
            Field{"penalty_per_minute", &N::penalty_per_minute, "What each further one costs."}
                .omit_null(),
            Field{"breached_at", &N::breached_at, "When the breach had been, which is none."}
                .omit_null(),
            Field{"deadline", &N::deadline, "When it will be breached, as was known then."}
                .omit_null()};
    }
    bool operator==(const ClockNotice&) const = default;
};

struct TimelineEntry {
    Timestamp timestamp{};
    std::string event;
    std::string user;
    Timestamp recorded_at{};
    Position position = 0;
    std::string type;
    std::optional<std::vector<FieldChange>> changes;
    std::optional<ClockNotice> sla;
    std::uint64_t sequence = 0;

    static constexpr auto fields() {
        using E = TimelineEntry;
        return std::tuple{
            Field{"timestamp", &E::timestamp, "When it happened."},
            Field{"event", &E::event, "What happened, for people."}.length(0, unlimited),
            Field{"user", &E::user, "Who said so."},
            Field{"recorded_at", &E::recorded_at, "When it was recorded."},
            Field{"position", &E::position, "Where it stands in the log."},
            Field{"type", &E::type, "The event's type."},
            Field{"changes", &E::changes, "Which members changed, where some did."}.omit_null(),
            Field{"sla", &E::sla, "Of a warning, a breach, or one that is none any more."}
                .omit_null(),
            Field{"sequence", &E::sequence, "1, 2, 3, … of this outage."}};
    }
    bool operator==(const TimelineEntry&) const = default;
};

/// GET /api/v1/outages/{id}, whole; the view keeps and sends it as text.
struct OutagePage : OutageDetail {
    std::vector<TimelineEntry> timeline;

    static constexpr auto fields() {
        return std::tuple_cat(
            OutageDetail::fields(),
            std::tuple{Field{"timeline", &OutagePage::timeline, "What happened, oldest first."}});
    }
};

}  // namespace ledger::outages
