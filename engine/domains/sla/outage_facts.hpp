// What this domain reads of the outages' events: names and members, no types of that domain.
#pragma once

#include "engine/domains/sla/outage_sla.hpp"

namespace ledger::sla {

/// Where outages claim their external ids.
inline constexpr std::string_view external_id_space = "outage.external_id";

struct CreatedOutage {
    static constexpr std::string_view type = "outage.created";
    OutageId outage;
    std::optional<std::string> external_id;
    Severity severity = Severity::low;
    Timestamp detected_at{};

    static constexpr auto fields() {
        using F = CreatedOutage;
        return std::tuple{
            Field{"outage", &F::outage, "The outage."},
            Field{"external_id", &F::external_id, "Its name elsewhere."}.length(0, no_limit),
            Field{"severity", &F::severity, "Its severity."},
            Field{"detected_at", &F::detected_at, "Where it begins."}};
    }
};

struct ChangedSeverity {
    static constexpr std::string_view type = "outage.severity_changed";
    OutageId outage;
    Severity to = Severity::low;
    Timestamp detected_at{};

    static constexpr auto fields() {
        using F = ChangedSeverity;
        return std::tuple{Field{"outage", &F::outage, "The outage."},
                          Field{"to", &F::to, "Its severity from detection on."},
                          Field{"detected_at", &F::detected_at, "Where it begins."}};
    }
};

struct StoppedClock {
    static constexpr std::string_view type = "outage.clock_stopped";
    OutageId outage;
    Timestamp from{};
    std::string reason;

    static constexpr auto fields() {
        using F = StoppedClock;
        return std::tuple{Field{"outage", &F::outage, "The outage."},
                          Field{"from", &F::from, "From when no time counts."},
                          Field{"reason", &F::reason, "Why."}.length(0, no_limit)};
    }
};

struct ReopenedOutage {
    static constexpr std::string_view type = "outage.reopened";
    OutageId outage;
    Timestamp reopened_at{};

    static constexpr auto fields() {
        using F = ReopenedOutage;
        return std::tuple{Field{"outage", &F::outage, "The outage."},
                          Field{"reopened_at", &F::reopened_at, "From when time counts again."}};
    }
};

struct DeletedOutage {
    static constexpr std::string_view type = "outage.deleted";
    OutageId outage;

    static constexpr auto fields() {
        return std::tuple{Field{"outage", &DeletedOutage::outage, "The outage."}};
    }
};

/// An event of this domain.
inline Result<SlaEvent> decode_own(const RecordedEvent& event) {
    return decode_event(sla_event_types, event.type, event.schema_version,
                        event.payload.value_or(""));
}

/// The members of `event` that F lists. That there are none is a mistake in one of two domains.
template <class F>
Result<F> fact_of(const RecordedEvent& event) {
    Result<F> fact = json::parse_stored<F>(event.payload.value_or(""), json::Unknown::ignored);
    if (fact) return fact;
    return fail(ErrorKind::internal, "sla.fact_malformed",
                event.type + ": " + fact.error().message);
}

}  // namespace ledger::sla
