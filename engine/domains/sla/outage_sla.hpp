// An outage's SLA: the terms pinned to it, its results by generation, and what each moves. Pure.
#pragma once

#include "engine/core/aggregate.hpp"
#include "engine/domains/sla/policies.hpp"
#include "engine/kernel/interval.hpp"

namespace ledger::sla {

/// Under the outage's own id.
struct OutageSla {
    static constexpr std::string_view category = "sla";
    using Event = SlaEvent;
    static constexpr const auto& event_types() { return sla_event_types; }

    std::optional<TermsPinned> pinned;
    std::optional<Calculated> latest;
    bool open = false;                     ///< Pinned, and not priced since.
    std::optional<Timestamp> warned_at;    ///< When the last warning fell due.
    std::optional<Timestamp> breached_at;  ///< The deadline, once its breach was told.
};

OutageSla evolve(OutageSla sla, const SlaEvent& event);

/// Whether its money was taken back, and it was not restored since.
bool is_deleted(const OutageSla& sla);

/// The terms of `policy` for an outage.
TermsPinned pin(const Policy& policy, const OutageId& outage, Severity severity,
                Timestamp detected_at);

/// What pricing needs to know of a resolved outage: what its event says.
struct RepairFacts {
    static constexpr std::string_view type = "outage.resolved";
    OutageId outage;
    Severity severity = Severity::low;
    Timestamp detected_at{};
    Timestamp resolved_at{};
    std::vector<Exclusion> exclusions;

    static constexpr auto fields() {
        using F = RepairFacts;
        return std::tuple{
            Field{"outage", &F::outage, "The outage."},
            Field{"severity", &F::severity, "Its severity."},
            Field{"detected_at", &F::detected_at, "Where it begins."},
            Field{"resolved_at", &F::resolved_at, "Where it ends."},
            Field{"exclusions", &F::exclusions, "What does not count."}.items(0, no_limit)};
    }
};

/// What is left of [detected, resolved] without the exclusions (ruling 52): in order and disjoint.
std::vector<Interval> counted_intervals(Timestamp detected_at, Timestamp resolved_at,
                                        const std::vector<Exclusion>& exclusions);

/// The outage's next generation; 422 when its amount does not fit.
Result<Calculated> priced(const OutageSla& sla, const RepairFacts& facts, const Policy& policy,
                          Cause cause);

/// The same, but nothing when it would say what the latest result of a closed SLA says.
Result<std::optional<Calculated>> repriced(const OutageSla& sla, const RepairFacts& facts,
                                           const Policy& policy, Cause cause);

/// The generation that takes everything back; the SLA has a latest result.
Calculated taken_back(const OutageSla& sla);

/// The decision of a request to price an outage again: nothing when that says what the latest
/// result says; 404 when it is deleted or was never heard of, 422 when it is not resolved.
Result<std::optional<Calculated>> recalculated(const OutageSla& sla, const Policy& policy);

/// An amount's magnitude as a penalty, and as a reward; one of them is 0.
Amount penalty_part(Amount amount);
Amount reward_part(Amount amount);

inline constexpr std::string_view settlement_asset = "USDC";
inline constexpr std::string_view operator_account = "operator:main:payable";
inline constexpr std::string_view pool_account = "pool:USDC:accrued";
inline constexpr std::string_view noc_account = "noc:main:receivable";

/// What moves when an outage's amount changes: its penalty and its reward each by their difference,
/// so that its postings always add up to its amount, and no account carries the other's money.
std::vector<Posting> postings_between(Amount before, Amount after);

/// What `posting` adds to the sum of an outage's postings: the NOC's view of it.
Amount signed_amount(const Posting& posting);

}  // namespace ledger::sla
