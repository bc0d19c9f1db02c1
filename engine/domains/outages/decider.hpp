// The rules of an outage's life: investigating <-> active -> resolved -> closed, or active again.
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
/// How long before its detection a note about an outage may speak of.
inline constexpr std::chrono::hours max_note_lead{24};

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
    std::optional<Timestamp> from;  ///< Nothing: now.
    std::string reason;
    Timestamp now{};
};
struct StartClock {
    std::optional<Timestamp> at;  ///< Nothing: now.
    Timestamp now{};
};
struct ResolveOutage {
    std::optional<Timestamp> resolved_at;      ///< Nothing: now.
    std::optional<std::int64_t> mttr_minutes;  ///< An assertion, never a fact.
    std::optional<std::string> root_cause;
    std::optional<std::string> resolution_notes;
    std::vector<Exclusion> planned;  ///< Maintenance windows; clipped by the rule.
    Timestamp now{};
};
struct ReopenOutage {
    std::optional<Timestamp> reopened_at;  ///< Nothing: now.
    std::string reason;
    Timestamp now{};
};
struct CloseOutage {
    std::optional<std::string> reason;
};
/// What is null stays as it is.
struct CorrectOutage {
    std::string reason;
    std::optional<Timestamp> detected_at;
    std::optional<Timestamp> resolved_at;
    std::optional<Severity> severity;
    std::optional<std::vector<Exclusion>> exclusions;  ///< All stops of the clock that there were.
    std::vector<Exclusion> planned;  ///< Maintenance windows of a resolved outage.
    Timestamp now{};
};
struct DeleteOutage {
    std::optional<std::string> reason;
};
struct RestoreOutage {
    std::optional<std::string> reason;
};
struct AcknowledgeOutage {
    std::optional<std::string> note;
    bool note_required = false;
};
struct AddNote {
    std::string text;
    std::optional<Timestamp> at;  ///< Nothing: now.
    Timestamp now{};
};
/// The other one exists.
struct RelateOutage {
    std::string to;
    std::optional<std::string> reason;
};
using Command =
    std::variant<CreateOutage, UpdateOutage, ChangeSeverity, AssignOutage, ChangeStatus, StopClock,
                 StartClock, ResolveOutage, ReopenOutage, CloseOutage, CorrectOutage, DeleteOutage,
                 RestoreOutage, AcknowledgeOutage, AddNote, RelateOutage>;

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

    struct Acknowledgement {
        std::optional<std::string> note;
        bool operator==(const Acknowledgement&) const = default;
    };

    Existence existence = Existence::none;
    Status status = Status::active;
    Severity severity = Severity::low;
    Timestamp detected_at{};
    Timestamp first_detected_at{};         ///< As the creation said; corrections leave it.
    Timestamp resolved_at{};               ///< Meaningful once resolved.
    std::optional<Timestamp> reopened_at;  ///< The last time.
    std::vector<Exclusion> exclusions;     ///< Those that have an end.
    std::optional<Stop> stop;
    std::optional<Acknowledgement> acknowledged;  ///< Of the fault that is there now.
    std::optional<std::string> assigned_to;
    std::optional<std::string> dedup_key;
    std::vector<std::string> related;
    OutageUpdated details;  ///< Every changeable detail as it is now.
    Hash content;           ///< See `content_of`.

    bool is_there() const { return existence == Existence::present; }
    bool is_open() const { return is_there() && outages::is_open(status); }
    Timestamp earliest_repair() const { return reopened_at.value_or(detected_at); }
    std::vector<std::string> sites() const {
        return details.sites.value_or(std::vector<std::string>{});
    }

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
