// The versions of the SLA policy: publishing one, and finding the one that prices an outage. Pure.
#pragma once

#include "engine/core/aggregate.hpp"
#include "engine/domains/sla/events.hpp"

namespace ledger::sla {

struct Policy {
    std::uint32_t version = 0;
    std::optional<Timestamp> effective_from;  ///< Nothing: since ever.
    Pricing pricing;
};

/// The one stream of policies; its id is `policies_id`.
struct Policies {
    static constexpr std::string_view category = "sla_policy";
    using Event = PolicyEvent;
    static constexpr const auto& event_types() { return policy_event_types; }

    std::vector<Policy> published;  ///< Version n stands at n - 1.
};
inline constexpr std::string_view policies_id = "main";

Policies evolve(Policies policies, const PolicyEvent& event);

/// Version 1 of a new ledger.
PolicyPublished founding_policy(Timestamp now);

/// New terms of one severity; what is absent stays.
struct TermsChange {
    std::optional<std::uint32_t> threshold_minutes;
    std::optional<Amount> penalty_per_minute;
    std::optional<Amount> reward_base;

    static constexpr auto fields() {
        using C = TermsChange;
        return std::tuple{
            Field{"threshold_minutes", &C::threshold_minutes, "Minutes to repair that are met."}
                .range(min_threshold_minutes, max_threshold_minutes),
            Field{"penalty_per_minute", &C::penalty_per_minute, "For each minute above them."}
                .range(min_penalty_per_minute, max_penalty_per_minute),
            Field{"reward_base", &C::reward_base, "For a repair within them, before tiers."}.range(
                min_reward_base, max_reward_base)};
    }
};

/// As a request states it; the rule needs `now` as well.
struct PublishPolicy {
    static constexpr std::size_t max_reason_bytes = 500;

    std::optional<TermsChange> critical;
    std::optional<TermsChange> high;
    std::optional<TermsChange> medium;
    std::optional<TermsChange> low;
    std::optional<MinuteRounding> rounding;
    std::optional<Timestamp> effective_from;
    std::string reason;
    std::uint32_t expected_version = 0;
    Timestamp now{};

    static constexpr auto fields() {
        using P = PublishPolicy;
        return std::tuple{
            Field{"critical", &P::critical, "Terms of critical outages."},
            Field{"high", &P::high, "Terms of high outages."},
            Field{"medium", &P::medium, "Terms of medium outages."},
            Field{"low", &P::low, "Terms of low outages."},
            Field{"rounding", &P::rounding, "How a started minute counts."},
            Field{"effective_from", &P::effective_from,
                  "The first detection that it prices; now when absent."},
            Field{"reason", &P::reason, "Why; part of the record."}.length(1, max_reason_bytes),
            Field{"expected_version", &P::expected_version,
                  "The version that the change was made to; another one is a conflict."}};
    }
};

/// `pricing` with what the command says otherwise.
Pricing changed(const Pricing& pricing, const PublishPolicy& command);

/// Nothing when the command changes no price of any outage.
Result<std::optional<PolicyPublished>> decide(const Policies& policies,
                                              const PublishPolicy& command);

/// The highest version that is effective at `detected_at` (ruling 51); null when there is none.
const Policy* in_force(const Policies& policies, Timestamp detected_at);
/// Null when there is no such version.
const Policy* version_of(const Policies& policies, std::uint32_t version);

}  // namespace ledger::sla
