// The rules of a dispute's life: open -> under_review -> resolved, or withdrawn. Pure.
#pragma once

#include "engine/core/aggregate.hpp"
#include "engine/domains/disputes/dispute_events.hpp"

namespace ledger::disputes {

/// The disputed outage's SLA, as the lookup `sla.standing` tells it.
struct Standing {
    bool known = false;
    OutageId outage;
    bool open = false;
    bool deleted = false;
    std::optional<std::uint32_t> generation;
    Amount amount;
    std::optional<Timestamp> calculated_at;
    std::optional<Timestamp> resolved_at;

    static constexpr auto fields() {
        using S = Standing;
        return std::tuple{Field{"known", &S::known, ""},
                          Field{"outage", &S::outage, ""},
                          Field{"open", &S::open, ""},
                          Field{"deleted", &S::deleted, ""},
                          Field{"generation", &S::generation, ""},
                          Field{"amount", &S::amount, ""},
                          Field{"calculated_at", &S::calculated_at, ""},
                          Field{"resolved_at", &S::resolved_at, ""}};
    }
};

// Commands are requests: imperative, and may be refused. Time and ids arrive inside them.

struct OpenDispute {
    std::string reason;
    std::optional<std::uint32_t> generation;  ///< Nothing: the latest one.
    std::string actor;
    Timestamp now{};
};
struct StartReview {
    std::optional<std::string> notes;
    std::string actor;
};
struct Escalate {
    std::optional<std::string> notes;
};
struct Accept {
    CorrectedFacts facts;
    std::optional<std::string> notes;
    std::string actor;
    Timestamp now{};
};
struct Reject {
    std::optional<std::string> notes;
    std::string actor;
    Timestamp now{};
};
struct Withdraw {
    std::optional<std::string> notes;
    std::string actor;
    Timestamp now{};
};
using Command = std::variant<StartReview, Escalate, Accept, Reject, Withdraw>;

/// A dispute as its events tell it; also what a reader of it sees.
struct Dispute {
    static constexpr std::string_view category = "dispute";
    using Event = DisputeEvent;
    static constexpr const auto& event_types() { return dispute_event_types; }

    DisputeId id;  ///< Empty: there is none.
    OutageId outage;
    std::uint32_t generation = 0;
    Status status = Status::open;
    std::optional<Outcome> outcome;
    std::uint32_t level = 0;
    std::string reason;
    Amount amount_at_stake;
    std::string opened_by;
    Timestamp opened_at{};
    std::optional<std::string> reviewed_by;
    std::optional<std::string> decided_by;
    std::optional<Timestamp> decided_at;
    std::optional<std::string> notes;
    std::optional<CorrectedFacts> corrected;

    static constexpr auto fields() {
        using D = Dispute;
        return std::tuple{Field{"id", &D::id, "The dispute."},
                          Field{"outage", &D::outage, "Whose result it is about."},
                          Field{"generation", &D::generation, "Which result of it."},
                          Field{"status", &D::status, "Where it stands."},
                          Field{"outcome", &D::outcome, "Once it is resolved."},
                          Field{"level", &D::level, "How often it was escalated."},
                          Field{"reason", &D::reason, "What is wrong."},
                          Field{"amount_at_stake", &D::amount_at_stake, "Of the result."},
                          Field{"opened_by", &D::opened_by, "Who says so."},
                          Field{"opened_at", &D::opened_at, "When."},
                          Field{"reviewed_by", &D::reviewed_by, "Who looks into it."},
                          Field{"decided_by", &D::decided_by, "Who resolved or withdrew it."},
                          Field{"decided_at", &D::decided_at, "When."},
                          Field{"notes", &D::notes, "What was said about it last."},
                          Field{"corrected", &D::corrected, "What was wrong, if accepted."}};
    }
    bool operator==(const Dispute&) const = default;
};

/// Whether the latest result of an outage may be disputed; `holder` is the dispute that holds it.
Result<DisputeOpened> decide(const Standing& standing, const std::optional<DisputeId>& holder,
                             const OpenDispute& command);

/// Whether `command` is allowed now, and what then happens: nothing when all is so already. Whoever
/// decides an open dispute has looked into it.
Result<std::vector<DisputeEvent>> decide(const Dispute& dispute, const Command& command);

/// The state after `event`. Total: what has happened cannot be refused.
Dispute evolve(Dispute dispute, const DisputeEvent& event);

}  // namespace ledger::disputes
