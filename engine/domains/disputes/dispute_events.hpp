// What may happen to a dispute, and to a result that is held. Facts, never edited once released.
#pragma once

#include "engine/domains/disputes/dispute.hpp"
#include "engine/kernel/amount.hpp"
#include "engine/kernel/event_table.hpp"

namespace ledger::disputes {

struct DisputeOpened {
    static constexpr EventMeta meta{"dispute.opened", 1,
                                    "Somebody holds a result to be wrong; it is held from now on."};
    DisputeId dispute;
    OutageId outage;
    std::uint32_t generation = 0;
    std::string reason;
    Amount amount_at_stake;
    std::string opened_by;
    Timestamp opened_at{};

    static constexpr auto fields() {
        using E = DisputeOpened;
        return std::tuple{
            Field{"dispute", &E::dispute, "The dispute."},
            Field{"outage", &E::outage, "Whose result it is about."}.length(1, max_id_bytes),
            Field{"generation", &E::generation, "Which result of it."},
            Field{"reason", &E::reason, "What is wrong."}.length(min_reason_bytes,
                                                                 max_reason_bytes),
            Field{"amount_at_stake", &E::amount_at_stake, "What the result says: signed."},
            Field{"opened_by", &E::opened_by, "Who says so."}.length(1, max_actor_bytes),
            Field{"opened_at", &E::opened_at, "When."}};
    }
    bool operator==(const DisputeOpened&) const = default;
};

struct ReviewStarted {
    static constexpr EventMeta meta{"dispute.review_started", 1, "Somebody looks into a dispute."};
    DisputeId dispute;
    OutageId outage;
    std::optional<std::string> notes;
    std::string started_by;

    static constexpr auto fields() {
        using E = ReviewStarted;
        return std::tuple{
            Field{"dispute", &E::dispute, "The dispute."},
            Field{"outage", &E::outage, "Whose result it is about."}.length(1, max_id_bytes),
            Field{"notes", &E::notes, "What was said."}.length(0, max_notes_bytes),
            Field{"started_by", &E::started_by, "Who."}.length(1, max_actor_bytes)};
    }
    bool operator==(const ReviewStarted&) const = default;
};

struct DisputeEscalated {
    static constexpr EventMeta meta{"dispute.escalated", 1, "A dispute was taken a level higher."};
    DisputeId dispute;
    OutageId outage;
    std::uint32_t level = 0;
    std::optional<std::string> notes;

    static constexpr auto fields() {
        using E = DisputeEscalated;
        return std::tuple{
            Field{"dispute", &E::dispute, "The dispute."},
            Field{"outage", &E::outage, "Whose result it is about."}.length(1, max_id_bytes),
            Field{"level", &E::level, "Where it is now."}.range(1, max_level),
            Field{"notes", &E::notes, "What was said."}.length(0, max_notes_bytes)};
    }
    bool operator==(const DisputeEscalated&) const = default;
};

/// Holds what the outage's correction needs, so that it can follow in the same transaction.
struct DisputeAccepted {
    static constexpr EventMeta meta{
        "dispute.accepted", 1, "The result was wrong; the outage is corrected by these facts."};
    DisputeId dispute;
    OutageId outage;
    std::uint32_t generation = 0;
    std::string reason;
    std::optional<Timestamp> detected_at;
    std::optional<Timestamp> resolved_at;
    std::optional<Severity> severity;
    std::optional<std::vector<Exclusion>> exclusions;
    std::optional<std::string> notes;
    std::string decided_by;
    Timestamp decided_at{};

    static constexpr auto fields() {
        using E = DisputeAccepted;
        return std::tuple{
            Field{"dispute", &E::dispute, "The dispute."},
            Field{"outage", &E::outage, "Whose result it is about."}.length(1, max_id_bytes),
            Field{"generation", &E::generation, "Which result of it."},
            Field{"reason", &E::reason, "Of the correction."},
            Field{"detected_at", &E::detected_at, "When it began; null: as recorded."},
            Field{"resolved_at", &E::resolved_at, "When service was back; null: as recorded."},
            Field{"severity", &E::severity, "How bad it was; null: as recorded."},
            Field{"exclusions", &E::exclusions, "What does not count; null: as recorded."}.items(
                0, max_exclusions),
            Field{"notes", &E::notes, "What was said."}.length(0, max_notes_bytes),
            Field{"decided_by", &E::decided_by, "Who."}.length(1, max_actor_bytes),
            Field{"decided_at", &E::decided_at, "When."}};
    }
    bool operator==(const DisputeAccepted&) const = default;
};

struct DisputeRejected {
    static constexpr EventMeta meta{"dispute.rejected", 1, "The result stands."};
    DisputeId dispute;
    OutageId outage;
    std::string notes;
    std::string decided_by;
    Timestamp decided_at{};

    static constexpr auto fields() {
        using E = DisputeRejected;
        return std::tuple{
            Field{"dispute", &E::dispute, "The dispute."},
            Field{"outage", &E::outage, "Whose result it is about."}.length(1, max_id_bytes),
            Field{"notes", &E::notes, "Why."}.length(min_reason_bytes, max_notes_bytes),
            Field{"decided_by", &E::decided_by, "Who."}.length(1, max_actor_bytes),
            Field{"decided_at", &E::decided_at, "When."}};
    }
    bool operator==(const DisputeRejected&) const = default;
};

struct DisputeWithdrawn {
    static constexpr EventMeta meta{"dispute.withdrawn", 1, "The dispute was taken back."};
    DisputeId dispute;
    OutageId outage;
    std::optional<std::string> notes;
    std::string decided_by;
    Timestamp decided_at{};

    static constexpr auto fields() {
        using E = DisputeWithdrawn;
        return std::tuple{
            Field{"dispute", &E::dispute, "The dispute."},
            Field{"outage", &E::outage, "Whose result it is about."}.length(1, max_id_bytes),
            Field{"notes", &E::notes, "What was said."}.length(0, max_notes_bytes),
            Field{"decided_by", &E::decided_by, "Who."}.length(1, max_actor_bytes),
            Field{"decided_at", &E::decided_at, "When."}};
    }
    bool operator==(const DisputeWithdrawn&) const = default;
};

using DisputeEvent = std::variant<DisputeOpened, ReviewStarted, DisputeEscalated, DisputeAccepted,
                                  DisputeRejected, DisputeWithdrawn>;
inline constexpr auto dispute_event_types = event_table(std::type_identity<DisputeEvent>{});
static_assert(distinct_events(dispute_event_types), "two events share a name and a version");

}  // namespace ledger::disputes
