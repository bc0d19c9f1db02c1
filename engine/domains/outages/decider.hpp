// The rules of an outage's life: investigating <-> active -> resolved -> active again, or deleted.
#pragma once

#include "engine/domains/outages/outage_events.hpp"
#include "engine/kernel/bytes.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ledger::outages {

/// How far in the future a reported time may lie: clocks differ.
inline constexpr std::chrono::minutes max_clock_skew{5};
/// Recording an outage later than this moves money into the past and needs a reason (ruling 51).
inline constexpr std::chrono::hours max_unexplained_delay{24};
/// A repair time counted by hand may differ from ours by this much (ruling 7).
inline constexpr std::int64_t mttr_tolerance_minutes = 1;

// Commands are requests: imperative, and may be refused. Time and ids arrive inside them.

struct CreateOutage {
    OutageCreated facts;
    Timestamp now{};
};
/// What is null stays as it is.
struct UpdateOutage {
    OutageUpdated changes;
};
struct ChangeSeverity {
    Severity to = Severity::low;
    std::optional<std::string> reason;
};
struct AssignOutage {
    std::optional<std::string> assigned_to;
};
/// Between investigating and active.
struct ChangeStatus {
    Status to = Status::active;
};
struct StopClock {
    Timestamp from{};
    std::string reason;
    Timestamp now{};
};
struct ResolveOutage {
    std::optional<Timestamp> resolved_at;      ///< Nothing: now.
    std::optional<std::int64_t> mttr_minutes;  ///< An assertion, never a fact.
    std::optional<std::string> root_cause;
    std::optional<std::string> resolution_notes;
    Timestamp now{};
};
struct ReopenOutage {
    std::optional<Timestamp> reopened_at;  ///< Nothing: now.
    std::string reason;
    Timestamp now{};
};
struct DeleteOutage {
    std::optional<std::string> reason;
};
using Command = std::variant<CreateOutage, UpdateOutage, ChangeSeverity, AssignOutage, ChangeStatus,
                             StopClock, ResolveOutage, ReopenOutage, DeleteOutage>;

/// Only what the rules must know; whatever people want to see belongs to a view.
struct Outage {
    static constexpr std::string_view category = "outage";
    using Event = outages::Event;
    static constexpr const auto& event_types() { return outages::event_types; }

    enum class Existence { none, present, deleted };
    /// Since when the clock stands still, and why.
    struct Stop {
        Timestamp from{};
        std::string reason;
        bool operator==(const Stop&) const = default;
    };

    Existence existence = Existence::none;
    Status status = Status::active;
    Severity severity = Severity::low;
    Timestamp detected_at{};
    Timestamp resolved_at{};      ///< Meaningful while resolved.
    Timestamp earliest_repair{};  ///< The detection, or the last reopening.
    std::vector<Exclusion> exclusions;
    std::optional<Stop> stop;
    std::optional<std::string> assigned_to;
    OutageUpdated details;  ///< Every changeable detail as it is now.
    Hash content;           ///< See `content_of`.

    bool operator==(const Outage&) const = default;
};

/// What a repeated creation must agree on: everything that the client said but the time, which may
/// have been ours.
Hash content_of(OutageCreated facts);

/// Whether `command` is allowed now, and what then happens: nothing when all is so already. Pure.
Result<std::vector<Event>> decide(const Outage& outage, const Command& command);

/// The state after `event`. Total: what has happened cannot be refused.
Outage evolve(Outage outage, const Event& event);

}  // namespace ledger::outages
