// What would have been under another policy: what is asked, and the answer.
#pragma once

#include "engine/domains/sla/money_tally.hpp"
#include "engine/domains/sla/period.hpp"

namespace ledger::sla {

/// The answer names at most this many outages; its totals are of all.
inline constexpr std::size_t max_simulated_outages = 100;

/// POST /sla/simulate: what is absent of the table is as in the latest policy.
struct SimulateRequest {
    std::optional<TermsChange> critical;
    std::optional<TermsChange> high;
    std::optional<TermsChange> medium;
    std::optional<TermsChange> low;
    std::optional<MinuteRounding> rounding;
    Timestamp start_date{};
    Timestamp end_date{};

    static constexpr auto fields() {
        using S = SimulateRequest;
        return std::tuple{Field{"critical", &S::critical, "Terms of critical outages."},
                          Field{"high", &S::high, "Terms of high outages."},
                          Field{"medium", &S::medium, "Terms of medium outages."},
                          Field{"low", &S::low, "Terms of low outages."},
                          Field{"rounding", &S::rounding, "How a started minute counts."},
                          Field{"start_date", &S::start_date, "Outages resolved then or later."},
                          Field{"end_date", &S::end_date, "Outages resolved before."}};
    }
};

/// Some results under two policies.
struct Comparison {
    std::uint64_t results = 0;
    std::uint64_t changed = 0;
    MoneyTally before;
    MoneyTally after;
    Amount net_difference;

    static constexpr auto fields() {
        using C = Comparison;
        return std::tuple{
            Field{"results", &C::results, "How many there are."},
            Field{"changed", &C::changed, "How many amounts would be others."},
            Field{"before", &C::before, "As they are."},
            Field{"after", &C::after, "As they would be."},
            Field{"net_difference", &C::net_difference, "Net after less net before."}};
    }
};

struct ComparisonBySeverity {
    Comparison critical;
    Comparison high;
    Comparison medium;
    Comparison low;

    static constexpr auto fields() {
        using C = ComparisonBySeverity;
        return std::tuple{Field{"critical", &C::critical, "Of critical outages."},
                          Field{"high", &C::high, "Of high outages."},
                          Field{"medium", &C::medium, "Of medium outages."},
                          Field{"low", &C::low, "Of low outages."}};
    }
};

struct SimulatedOutage {
    OutageId outage_id;
    Severity severity = Severity::low;
    Timestamp resolved_at{};
    std::uint32_t policy_version = 0;
    std::uint64_t mttr_before = 0;
    std::uint64_t mttr_after = 0;
    Amount amount_before;
    Amount amount_after;
    Amount difference;

    static constexpr auto fields() {
        using S = SimulatedOutage;
        return std::tuple{
            Field{"outage_id", &S::outage_id, "The outage."},
            Field{"severity", &S::severity, "Its severity."},
            Field{"resolved_at", &S::resolved_at, "When it was resolved."},
            Field{"policy_version", &S::policy_version, "Which one priced it."},
            Field{"mttr_before", &S::mttr_before, "Whole minutes by that policy's rounding."},
            Field{"mttr_after", &S::mttr_after, "Whole minutes by the other's."},
            Field{"amount_before", &S::amount_before, "As it is."},
            Field{"amount_after", &S::amount_after, "As it would be."},
            Field{"difference", &S::difference, "After less before."}};
    }
};

struct SimulateReply {
    PeriodShown period;
    std::uint32_t base_version = 0;
    MinuteRounding rounding = MinuteRounding::floor;
    PolicyTable configs;
    Comparison total;
    std::string net_difference_exact;
    ComparisonBySeverity by_severity;
    std::vector<SimulatedOutage> outages;
    std::uint64_t outages_omitted = 0;

    static constexpr auto fields() {
        using S = SimulateReply;
        return std::tuple{
            Field{"period", &S::period, "As asked."},
            Field{"base_version", &S::base_version, "What was changed: the latest policy."},
            Field{"rounding", &S::rounding, "Of the other policy."},
            Field{"configs", &S::configs, "Of the other policy."},
            Field{"total", &S::total, "All results of the period."},
            Field{"net_difference_exact", &S::net_difference_exact, "Of the total, as text."},
            Field{"by_severity", &S::by_severity, "The same by severity."},
            Field{"outages", &S::outages, "Those that change most, the most first."}.items(
                0, max_simulated_outages),
            Field{"outages_omitted", &S::outages_omitted, "Changed ones that are not listed."}};
    }
};

}  // namespace ledger::sla
