// The events that the views of outages show: this domain's own, and what they read of another's.
#pragma once

#include "engine/domains/outages/outage_events.hpp"
#include "engine/kernel/event.hpp"

#include <optional>
#include <string>
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

struct SlaWarning {
    OutageId outage;
    Timestamp occurred_at{};
    Timestamp deadline{};
    Severity severity = Severity::low;
    std::int64_t threshold_minutes = 0;

    static constexpr auto fields() {
        using E = SlaWarning;
        return std::tuple{Field{"outage", &E::outage, "The outage."},
                          Field{"occurred_at", &E::occurred_at, "When it fell due."},
                          Field{"deadline", &E::deadline, "Of the breach, as was known then."},
                          Field{"severity", &E::severity, "Whose terms."},
                          Field{"threshold_minutes", &E::threshold_minutes, "What is met."}};
    }
};

struct SlaBreached {
    OutageId outage;
    Timestamp occurred_at{};
    Severity severity = Severity::low;
    std::int64_t threshold_minutes = 0;
    Amount penalty_per_minute;

    static constexpr auto fields() {
        using E = SlaBreached;
        return std::tuple{Field{"outage", &E::outage, "The outage."},
                          Field{"occurred_at", &E::occurred_at, "When it was breached."},
                          Field{"severity", &E::severity, "Whose terms."},
                          Field{"threshold_minutes", &E::threshold_minutes, "What is met."},
                          Field{"penalty_per_minute", &E::penalty_per_minute, "Above it."}};
    }
};

struct SlaBreachCleared {
    OutageId outage;
    Timestamp breached_at{};
    std::optional<Timestamp> deadline;

    static constexpr auto fields() {
        using E = SlaBreachCleared;
        return std::tuple{Field{"outage", &E::outage, "The outage."},
                          Field{"breached_at", &E::breached_at, "As was told."},
                          Field{"deadline", &E::deadline, "The new one, if there is one."}};
    }
};

inline constexpr std::string_view terms_pinned = "sla.terms_pinned";
inline constexpr std::string_view sla_calculated = "sla.calculated";
inline constexpr std::string_view sla_warning = "sla.warning";
inline constexpr std::string_view sla_breached = "sla.breached";
inline constexpr std::string_view sla_breach_cleared = "sla.breach_cleared";

using Seen = std::variant<OutageCreated, OutageUpdated, OutageSeverityChanged, OutageAssigned,
                          OutageStatusChanged, OutageClockStopped, OutageResolved, OutageReopened,
                          OutageDeleted, OutageAcknowledged, OutageNoteAdded, OutageRelated,
                          OutageClockStarted, OutageClosed, OutageCorrected, OutageRestored,
                          TermsPinned, SlaCalculated, SlaWarning, SlaBreached, SlaBreachCleared>;

/// Nothing when the payload was redacted, or when no view here shows such an event.
Result<std::optional<Seen>> seen_in(const RecordedEvent& event);

const OutageId& outage_of(const Seen& seen);

}  // namespace ledger::outages
