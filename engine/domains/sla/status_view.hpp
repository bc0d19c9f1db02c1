// Where each outage's SLA stands: the latest result, or the clock of an open one at any instant.
#pragma once

#include "engine/domains/sla/outage_sla.hpp"
#include "engine/kernel/view.hpp"
#include "engine/ports/rows.hpp"

namespace ledger::sla {

inline constexpr std::string_view status_view = "sla_status";
Result<void> fold_status(Rows& rows, const ViewEvent& event);

struct StatusRow {
    TermsPinned pinned;
    std::vector<std::string> sites;  ///< Where it is, from the inside out.
    bool open = true;
    bool deleted = false;
    std::vector<Exclusion> exclusions;    ///< Closed ones.
    std::optional<Timestamp> stopped_at;  ///< Since when the clock stands still, if it does.
    std::optional<Calculated> latest;

    static constexpr auto fields() {
        using R = StatusRow;
        return std::tuple{
            Field{"pinned", &R::pinned, "What it is measured by."},
            Field{"sites", &R::sites, "Whose maintenance counts."}.items(0, no_limit),
            Field{"open", &R::open, "Not resolved, or reopened."},
            Field{"deleted", &R::deleted, "Nobody sees it until it is restored."},
            Field{"exclusions", &R::exclusions, "What does not count."}.items(0, no_limit),
            Field{"stopped_at", &R::stopped_at, "Since when the clock stands still."},
            Field{"latest", &R::latest, "The last generation."}};
    }
};

/// By the server's id first, then by external id (ruling 4). Nothing when there is no such outage,
/// or it was deleted. The exclusions of an open one hold the maintenance of its sites as well.
Result<std::optional<StatusRow>> find_status(const RowReader& rows, std::string_view id);

/// The answer to GET /sla/status: a result, or what there would be if the outage ended `now`.
struct SlaStatus {
    OutageId outage_id;
    std::string status;
    std::optional<std::uint64_t> mttr_minutes;
    std::uint32_t threshold_minutes = 0;
    Severity severity = Severity::low;
    Amount penalty_amount;
    Amount reward_amount;
    std::optional<Rating> performance_rating;
    std::optional<PaymentType> payment_type;
    bool smart_contract_invoked = false;
    std::optional<std::string> contract_tx_hash;
    bool payment_executed = false;
    std::optional<std::string> payment_tx_hash;
    std::string amount_exact;
    std::string penalty_amount_exact;
    std::string reward_amount_exact;
    bool breached = false;
    std::uint64_t overrun_minutes = 0;
    Amount accrued_penalty;
    std::optional<std::uint64_t> time_remaining_minutes;
    std::optional<Timestamp> deadline;
    std::uint32_t policy_version = 0;
    std::optional<std::uint32_t> generation;

    static constexpr auto fields() {
        using S = SlaStatus;
        return std::tuple{
            Field{"outage_id", &S::outage_id, "The outage."},
            Field{"status", &S::status, "in_progress, met, violated or excluded."},
            Field{"mttr_minutes", &S::mttr_minutes, "Null while open."},
            Field{"threshold_minutes", &S::threshold_minutes, "Minutes to repair that are met."},
            Field{"severity", &S::severity, "The outage's."},
            Field{"penalty_amount", &S::penalty_amount, "0 while open, and for a reward."},
            Field{"reward_amount", &S::reward_amount, "0 while open, and for a penalty."},
            Field{"performance_rating", &S::performance_rating, "Null while open."},
            Field{"payment_type", &S::payment_type, "Null while nothing is due."},
            Field{"smart_contract_invoked", &S::smart_contract_invoked, "Whether one really ran."},
            Field{"contract_tx_hash", &S::contract_tx_hash, "Null until one ran."},
            Field{"payment_executed", &S::payment_executed, "Whether money really moved."},
            Field{"payment_tx_hash", &S::payment_tx_hash, "Null until it moved."},
            Field{"amount_exact", &S::amount_exact, "Signed: above 0 a reward."},
            Field{"penalty_amount_exact", &S::penalty_amount_exact, "As text."},
            Field{"reward_amount_exact", &S::reward_amount_exact, "As text."},
            Field{"breached", &S::breached, "Whether the formula says violated."},
            Field{"overrun_minutes", &S::overrun_minutes, "Minutes above the threshold."},
            Field{"accrued_penalty", &S::accrued_penalty, "The penalty so far."},
            Field{"time_remaining_minutes", &S::time_remaining_minutes, "Null once resolved."},
            Field{"deadline", &S::deadline,
                  "The instant of breach; null once resolved, and while the clock stands still."},
            Field{"policy_version", &S::policy_version, "Where the terms stand."},
            Field{"generation", &S::generation, "Of the latest result; null before the first."}};
    }
};

SlaStatus status_at(const StatusRow& row, Timestamp now);

}  // namespace ledger::sla
