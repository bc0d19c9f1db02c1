// The rules for publishing a policy, and for choosing one.
#include "engine/domains/sla/policies.hpp"

#include <fmt/format.h>

#include <ranges>

namespace ledger::sla {
namespace {

Terms changed(Terms terms, const std::optional<TermsChange>& change) {
    if (!change) return terms;
    terms.threshold_minutes = change->threshold_minutes.value_or(terms.threshold_minutes);
    terms.penalty_per_minute = change->penalty_per_minute.value_or(terms.penalty_per_minute);
    terms.reward_base = change->reward_base.value_or(terms.reward_base);
    return terms;
}

Error moved(std::uint32_t present, std::uint32_t expected) {
    const std::string version = std::to_string(present);
    return {.kind = ErrorKind::conflict,
            .code = "sla.policy_moved",
            .message = fmt::format("the policy is at version {}, not {}", version, expected),
            .facts = {{"version", version}}};
}

PolicyPublished published(std::uint32_t version, const Pricing& pricing, Timestamp now) {
    PolicyPublished event;
    event.version = version;
    event.published_at = now;
    event.rounding = pricing.rounding;
    event.critical = pricing.table.critical;
    event.high = pricing.table.high;
    event.medium = pricing.table.medium;
    event.low = pricing.table.low;
    return event;
}

}  // namespace

Pricing changed(const Pricing& pricing, const PublishPolicy& command) {
    return {.rounding = command.rounding.value_or(pricing.rounding),
            .table = {.critical = changed(pricing.table.critical, command.critical),
                      .high = changed(pricing.table.high, command.high),
                      .medium = changed(pricing.table.medium, command.medium),
                      .low = changed(pricing.table.low, command.low)}};
}

Policies evolve(Policies policies, const PolicyEvent& event) {
    const auto& published = std::get<PolicyPublished>(event);
    policies.published.push_back({.version = published.version,
                                  .effective_from = published.effective_from,
                                  .pricing = {.rounding = published.rounding,
                                              .table = {.critical = published.critical,
                                                        .high = published.high,
                                                        .medium = published.medium,
                                                        .low = published.low}}});
    return policies;
}

PolicyPublished founding_policy(Timestamp now) {
    return published(1, {.rounding = MinuteRounding::floor, .table = founding_table()}, now);
}

Result<std::optional<PolicyPublished>> decide(const Policies& policies,
                                              const PublishPolicy& command) {
    const auto present = static_cast<std::uint32_t>(policies.published.size());
    if (present != command.expected_version) return fail(moved(present, command.expected_version));
    const Policy before = present == 0 ? Policy{} : policies.published.back();
    const Pricing pricing = changed(before.pricing, command);
    TRY(check_limits(pricing.table));
    const Timestamp effective_from = command.effective_from.value_or(command.now);
    if (effective_from < command.now)
        return fail(impossible("effective_from", "past",
                               "a policy takes effect when it is published, or later"));
    if (pricing == before.pricing && before.effective_from <= effective_from) return std::nullopt;
    PolicyPublished event = published(present + 1, pricing, command.now);
    event.effective_from = effective_from;
    if (!command.reason.empty()) event.reason = command.reason;
    return event;
}

const Policy* in_force(const Policies& policies, Timestamp detected_at) {
    for (const Policy& policy : policies.published | std::views::reverse)
        if (!policy.effective_from || *policy.effective_from <= detected_at) return &policy;
    return nullptr;
}

const Policy* version_of(const Policies& policies, std::uint32_t version) {
    if (version == 0 || version > policies.published.size()) return nullptr;
    return &policies.published[version - 1];
}

}  // namespace ledger::sla
