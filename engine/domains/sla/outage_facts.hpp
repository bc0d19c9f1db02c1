// What this domain reads of the outages' events: names and members, no types of that domain.
#pragma once

#include "engine/domains/sla/outage_sla.hpp"
#include "engine/kernel/view.hpp"

namespace ledger::sla {

/// Where outages claim their external ids.
inline constexpr std::string_view external_id_space = "outage.external_id";

/// How the reason of an exclusion begins that is planned maintenance: copied by a resolution, and
/// looked for anew while the outage is open.
inline constexpr std::string_view planned_prefix = "maintenance window ";

/// A site, and what it is part of; the site alone where an event of old says no more.
inline std::vector<std::string> site_path(const std::optional<std::string>& site_id,
                                          const std::optional<std::vector<std::string>>& sites) {
    if (sites && !sites->empty()) return *sites;
    return site_id ? std::vector{*site_id} : std::vector<std::string>{};
}

struct CreatedOutage {
    static constexpr std::string_view type = "outage.created";
    OutageId outage;
    std::optional<std::string> external_id;
    std::optional<std::string> site_name;
    std::optional<std::string> site_id;
    std::optional<std::vector<std::string>> sites;
    Severity severity = Severity::low;
    Timestamp detected_at{};

    static constexpr auto fields() {
        using F = CreatedOutage;
        return std::tuple{
            Field{"outage", &F::outage, "The outage."},
            Field{"external_id", &F::external_id, "Its name elsewhere."}.length(0, no_limit),
            Field{"site_name", &F::site_name, "Where it is."}.length(0, no_limit),
            Field{"site_id", &F::site_id, "The site's number."}.length(0, no_limit),
            Field{"sites", &F::sites, "The site and those that it is part of."}
                .length(0, no_limit)
                .items(0, no_limit),
            Field{"severity", &F::severity, "Its severity."},
            Field{"detected_at", &F::detected_at, "Where it begins."}};
    }
};

/// What is null stayed as it was.
struct UpdatedOutage {
    static constexpr std::string_view type = "outage.updated";
    OutageId outage;
    std::optional<std::string> site_name;
    std::optional<std::string> site_id;
    std::optional<std::vector<std::string>> sites;

    static constexpr auto fields() {
        using F = UpdatedOutage;
        return std::tuple{Field{"outage", &F::outage, "The outage."},
                          Field{"site_name", &F::site_name, "Where it is."}.length(0, no_limit),
                          Field{"site_id", &F::site_id, "The site's number."}.length(0, no_limit),
                          Field{"sites", &F::sites, "The site and those that it is part of."}
                              .length(0, no_limit)
                              .items(0, no_limit)};
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

struct StartedClock {
    static constexpr std::string_view type = "outage.clock_started";
    OutageId outage;
    Timestamp from{};
    Timestamp at{};
    std::string reason;

    static constexpr auto fields() {
        using F = StartedClock;
        return std::tuple{Field{"outage", &F::outage, "The outage."},
                          Field{"from", &F::from, "Where the stop began."},
                          Field{"at", &F::at, "From when time counts again."},
                          Field{"reason", &F::reason, "Why it stood still."}.length(0, no_limit)};
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
    std::optional<std::string> reason;

    static constexpr auto fields() {
        using F = DeletedOutage;
        return std::tuple{Field{"outage", &F::outage, "The outage."},
                          Field{"reason", &F::reason, "Why."}.length(0, no_limit)};
    }
};

/// What is true of an outage now, told at once.
struct WholeOutage {
    OutageId outage;
    std::optional<std::string> reason;
    Severity severity = Severity::low;
    Timestamp detected_at{};
    std::optional<Timestamp> resolved_at;
    std::vector<Exclusion> exclusions;

    static constexpr auto fields() {
        using F = WholeOutage;
        return std::tuple{
            Field{"outage", &F::outage, "The outage."},
            Field{"reason", &F::reason, "Why."}.length(0, no_limit),
            Field{"severity", &F::severity, "Its severity."},
            Field{"detected_at", &F::detected_at, "Where it begins."},
            Field{"resolved_at", &F::resolved_at, "Where it ends; null: it is open."},
            Field{"exclusions", &F::exclusions, "What does not count."}.items(0, no_limit)};
    }
};
struct CorrectedOutage : WholeOutage {
    static constexpr std::string_view type = "outage.corrected";
};
/// Undoes a deletion.
struct RestoredOutage : WholeOutage {
    static constexpr std::string_view type = "outage.restored";
};

/// What tells of the clock alone, and changes nothing that these views show.
template <class Event>
inline constexpr bool is_about_clock =
    std::is_same_v<Event, SlaWarning> || std::is_same_v<Event, SlaBreached> ||
    std::is_same_v<Event, SlaBreachCleared>;

/// An event of this domain.
inline Result<SlaEvent> decode_own(const RecordedEvent& event) {
    return decode_event(sla_event_types, event.type, event.schema_version,
                        event.payload.value_or(""));
}

/// Folds an event of this domain; `fold` is not asked about what tells of the clock alone.
template <class Fold>
Result<void> fold_own_event(const ViewEvent& event, Fold fold) {
    TRY(decoded, event.as<decode_own>());
    return std::visit(
        [&]<class E>(const E& e) -> Result<void> {
            if constexpr (is_about_clock<E>) {
                return {};
            } else {
                return fold(e);
            }
        },
        *decoded);
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
