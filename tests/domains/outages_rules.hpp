// The rules of an outage's life as given facts, a command, and what is decided.
#pragma once

#include "engine/domains/outages/decider.hpp"

#include <doctest/doctest.h>

namespace ledger::outages::rules {

using namespace std::chrono_literals;

using Events = std::vector<Event>;

inline constexpr Timestamp noon{std::chrono::sys_days{std::chrono::January / 16 / 2026} + 12h};
inline const OutageId id{"OUT001"};

inline OutageCreated created() {
    OutageCreated facts;
    facts.outage = id;
    facts.site_name = "Cell Tower Alpha";
    facts.severity = Severity::critical;
    facts.detected_at = noon;
    facts.description = "Total signal loss";
    facts.affected_services = {"4G", "5G"};
    return facts;
}

inline OutageCreated investigated() {
    OutageCreated facts = created();
    facts.status = Status::investigating;
    return facts;
}

inline OutageResolved resolved(Timestamp at, std::vector<Exclusion> exclusions = {}) {
    return {.outage = id,
            .severity = Severity::critical,
            .detected_at = noon,
            .resolved_at = at,
            .exclusions = std::move(exclusions),
            .root_cause = {},
            .resolution_notes = {}};
}

inline OutageReopened reopened(Timestamp at) { return {id, at, "it is back"}; }

inline ResolveOutage resolve(std::optional<Timestamp> at, Timestamp now) {
    return {.resolved_at = at,
            .mttr_minutes = {},
            .root_cause = {},
            .resolution_notes = {},
            .planned = {},
            .now = now};
}

inline ReopenOutage reopen(Timestamp at, std::string reason = "it is back") {
    return {.reopened_at = at, .reason = std::move(reason), .now = at};
}

inline Outage after(const Events& history) {
    Outage outage;
    for (const Event& event : history) outage = evolve(outage, event);
    return outage;
}

/// Given these facts, what does the decider answer to this command?
inline Result<Events> given_when(const Events& history, const Command& command) {
    return decide(after(history), command);
}

struct Refusal {
    const char* what;
    Events history;
    Command command;
    ErrorKind kind;
    std::string_view word;  ///< The error's code, or for a 422 the field.
};

inline void check(const Refusal& row) {
    CAPTURE(row.what);
    const Result<Events> answer = given_when(row.history, row.command);
    REQUIRE(!answer);
    CHECK(answer.error().kind == row.kind);
    if (row.kind == ErrorKind::unprocessable) {
        REQUIRE(answer.error().fields.size() == 1);
        CHECK(answer.error().fields[0].field == row.word);
    } else {
        CHECK(answer.error().code == row.word);
    }
}

}  // namespace ledger::outages::rules
