// Outages that only tell what happened to them: the SLA's side of the contract, without the rules
// of the outages' domain in between.
#pragma once

#include "engine/domains/sla/lookups.hpp"
#include "engine/domains/sla/outage_facts.hpp"
#include "engine/domains/sla/window_facts.hpp"
#include "tests/support/test_ledger.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace ledger::sla {

extern constinit const Domain domain;

namespace told {

/// The events of the contract, each as the SLA reads it.
struct Created : CreatedOutage {
    static constexpr EventMeta meta{"outage.created", 2, ""};
};
struct SeverityChanged : ChangedSeverity {
    static constexpr EventMeta meta{"outage.severity_changed", 1, ""};
};
struct ClockStopped : StoppedClock {
    static constexpr EventMeta meta{"outage.clock_stopped", 1, ""};
};
struct ClockStarted : StartedClock {
    static constexpr EventMeta meta{"outage.clock_started", 1, ""};
};
struct Resolved : RepairFacts {
    static constexpr EventMeta meta{"outage.resolved", 1, ""};
};
struct Reopened : ReopenedOutage {
    static constexpr EventMeta meta{"outage.reopened", 1, ""};
};
struct Deleted : DeletedOutage {
    static constexpr EventMeta meta{"outage.deleted", 1, ""};
};
struct Restored : RestoredOutage {
    static constexpr EventMeta meta{"outage.restored", 1, ""};
};
struct Corrected : CorrectedOutage {
    static constexpr EventMeta meta{"outage.corrected", 1, ""};
};
struct WindowPlanned : MaintenanceWindow {
    static constexpr EventMeta meta{"maintenance.window_planned", 1, ""};
};
struct WindowChanged : MaintenanceWindow {
    static constexpr EventMeta meta{"maintenance.window_changed", 1, ""};
};
struct WindowCancelled : CancelledWindow {
    static constexpr EventMeta meta{"maintenance.window_cancelled", 1, ""};
};

using Event =
    std::variant<Created, SeverityChanged, ClockStopped, ClockStarted, Resolved, Reopened, Deleted,
                 Restored, Corrected, WindowPlanned, WindowChanged, WindowCancelled>;
inline constexpr auto event_types = event_table(std::type_identity<Event>{});

/// A stream that takes every event as it comes.
struct Outage {
    static constexpr std::string_view category = "outage";
    using Event = told::Event;
    static constexpr const auto& event_types() { return told::event_types; }
};
inline Outage evolve(Outage outage, const Event&) { return outage; }

}  // namespace told

/// The SLA's domain and outages that tell it things.
class ToldOutages {
public:
    explicit ToldOutages(Timestamp now, std::span<const Domain* const> domains)
        : ledger{domains, now} {}
    explicit ToldOutages(Timestamp now) : ToldOutages{now, alone} {}

    Result<Reply> tell(const std::string& outage, const told::Event& event) {
        return ledger
            .execute([&](Tx& tx) -> Result<Reply> {
                TRY(tx.append<told::Outage>(outage, event));
                return Reply{};
            })
            .reply;
    }
    /// What must not be refused.
    void must(const std::string& outage, const told::Event& event) {
        const auto reply = tell(outage, event);
        REQUIRE_MESSAGE(reply.has_value(), (reply ? "" : reply.error().message));
    }
    std::string look_up(std::string_view name, std::string_view asked) {
        return ledger
            .execute([&](Tx& tx) -> Result<Reply> {
                TRY(answer, tx.look_up(name, asked));
                return Reply{.body = answer.value_or("")};
            })
            .reply.value()
            .body;
    }
    /// Publishes a whole change of policy; must not be refused.
    void publish(const std::string& body) {
        const auto reply = ledger.send(Method::put, "/api/v1/sla/configs", body).reply;
        REQUIRE_MESSAGE(reply.has_value(), (reply ? "" : reply.error().message));
    }
    std::string query(std::string_view target) {
        const auto reply = ledger.query(target);
        REQUIRE_MESSAGE(reply.has_value(), (reply ? "" : reply.error().message));
        return reply->body;
    }

    /// Every event of that type, decoded.
    template <class E>
    std::vector<E> all() const {
        std::vector<E> found;
        for (const RecordedEvent& event : ledger.events())
            if (event.type == E::meta.name && event.schema_version == E::meta.version)
                found.push_back(json::parse_stored<E>(event.payload.value()).value());
        return found;
    }
    /// What the postings of an outage add up to.
    Amount posted(std::string_view outage) const {
        Amount total;
        for (const RecordedEvent& event : ledger.events())
            if (event.stream == "sla-" + std::string{outage})
                for (const Posting& posting : event.postings)
                    total = *sum(total, signed_amount(posting));
        return total;
    }

    test::TestLedger ledger;

private:
    static constexpr const Domain* alone[] = {&domain};
};

inline told::Created created(std::string_view outage, Severity severity, Timestamp detected_at,
                             std::vector<std::string> sites = {}) {
    told::Created event;
    event.outage = OutageId{std::string{outage}};
    event.severity = severity;
    event.detected_at = detected_at;
    event.site_name = "Cell Tower Alpha";
    if (!sites.empty()) event.site_id = sites.front();
    event.sites = std::move(sites);
    return event;
}

inline told::Resolved resolved(std::string_view outage, Severity severity, Timestamp detected_at,
                               Timestamp resolved_at, std::vector<Exclusion> exclusions = {}) {
    told::Resolved event;
    event.outage = OutageId{std::string{outage}};
    event.severity = severity;
    event.detected_at = detected_at;
    event.resolved_at = resolved_at;
    event.exclusions = std::move(exclusions);
    return event;
}

/// `E` is told::Corrected or told::Restored.
template <class E>
E whole(std::string_view outage, Severity severity, Timestamp detected_at,
        std::optional<Timestamp> resolved_at, std::vector<Exclusion> exclusions = {}) {
    E event;
    event.outage = OutageId{std::string{outage}};
    event.reason = "the clock was wrong";
    event.severity = severity;
    event.detected_at = detected_at;
    event.resolved_at = resolved_at;
    event.exclusions = std::move(exclusions);
    return event;
}

inline told::Deleted deleted(std::string_view outage) {
    told::Deleted event;
    event.outage = OutageId{std::string{outage}};
    event.reason = "recorded twice";
    return event;
}

}  // namespace ledger::sla
