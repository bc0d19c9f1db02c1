// What an open outage's clock brings about: a warning, a breach, and a breach that is none any
// more.
#pragma once

#include "engine/domains/sla/terms.hpp"
#include "engine/kernel/event_table.hpp"
#include "engine/kernel/time.hpp"

#include <optional>

namespace ledger::sla {

struct SlaWarning {
    static constexpr EventMeta meta{"sla.warning", 1,
                                    "Four fifths of the time until an outage's breach are used."};
    OutageId outage;
    Timestamp occurred_at{};
    Timestamp fired_at{};
    Timestamp deadline{};
    Severity severity = Severity::low;
    std::uint32_t threshold_minutes = 0;

    static constexpr auto fields() {
        using E = SlaWarning;
        return std::tuple{
            Field{"outage", &E::outage, "The outage."},
            Field{"occurred_at", &E::occurred_at, "When four fifths of the threshold had counted."},
            Field{"fired_at", &E::fired_at, "When that was noticed."},
            Field{"deadline", &E::deadline, "When it will be breached, as things stand."},
            Field{"severity", &E::severity, "The outage's."},
            Field{"threshold_minutes", &E::threshold_minutes, "Minutes to repair that are met."}};
    }
    bool operator==(const SlaWarning&) const = default;
};

struct SlaBreached {
    static constexpr EventMeta meta{"sla.breached", 1,
                                    "An open outage has taken longer than its SLA allows."};
    OutageId outage;
    Timestamp occurred_at{};
    Timestamp fired_at{};
    Severity severity = Severity::low;
    std::uint32_t threshold_minutes = 0;
    Amount penalty_per_minute;

    static constexpr auto fields() {
        using E = SlaBreached;
        return std::tuple{
            Field{"outage", &E::outage, "The outage."},
            Field{"occurred_at", &E::occurred_at,
                  "The first instant at which the formula says violated."},
            Field{"fired_at", &E::fired_at, "When that was noticed."},
            Field{"severity", &E::severity, "The outage's."},
            Field{"threshold_minutes", &E::threshold_minutes, "Minutes to repair that are met."},
            Field{"penalty_per_minute", &E::penalty_per_minute, "What each further minute costs."}};
    }
    bool operator==(const SlaBreached&) const = default;
};

struct SlaBreachCleared {
    static constexpr EventMeta meta{
        "sla.breach_cleared", 1,
        "What was taken for a breach is none: the deadline moved, or the repair was in time."};
    OutageId outage;
    Timestamp breached_at{};
    std::optional<Timestamp> deadline;

    static constexpr auto fields() {
        using E = SlaBreachCleared;
        return std::tuple{
            Field{"outage", &E::outage, "The outage."},
            Field{"breached_at", &E::breached_at, "`occurred_at` of the breach that was told."},
            Field{"deadline", &E::deadline,
                  "The new one; null while the clock stands still, and once it is resolved."}};
    }
    bool operator==(const SlaBreachCleared&) const = default;
};

}  // namespace ledger::sla
