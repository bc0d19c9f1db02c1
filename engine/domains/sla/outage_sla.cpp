// Pricing an outage, and the postings that follow.
#include "engine/domains/sla/outage_sla.hpp"

#include "engine/kernel/assert.hpp"

#include <algorithm>

namespace ledger::sla {
namespace {

OutageSla after(OutageSla sla, const TermsPinned& event) {
    sla.pinned = event;
    sla.open = true;
    return sla;
}

OutageSla after(OutageSla sla, const Calculated& event) {
    sla.latest = event;
    sla.open = false;
    return sla;
}

OutageSla after(OutageSla sla, const SlaWarning& event) {
    sla.warned_at = event.occurred_at;
    return sla;
}

OutageSla after(OutageSla sla, const SlaBreached& event) {
    sla.breached_at = event.occurred_at;
    return sla;
}

OutageSla after(OutageSla sla, const SlaBreachCleared&) {
    sla.breached_at.reset();
    return sla;
}

Error amount_too_large() {
    return impossible("resolved_at", "amount_range",
                      "an outage of this length costs more than an amount can hold");
}

Error not_found() {
    return {.kind = ErrorKind::not_found, .code = "outage.not_found", .message = "no such outage"};
}

Error not_resolved() {
    Error error = impossible("outage_id", "resolved", "the outage is not resolved");
    error.code = "outage.not_resolved";
    return error;
}

/// The latest result's successor, as far as it does not depend on the facts.
Calculated successor(const OutageSla& sla, Cause cause) {
    Calculated next;
    next.generation = sla.latest ? sla.latest->generation + 1 : 1;
    next.cause = cause;
    next.posted_before = sla.latest ? sla.latest->amount : Amount{};
    return next;
}

void add_facts(Calculated& result, const RepairFacts& facts, Duration counted) {
    result.outage = facts.outage;
    result.severity = facts.severity;
    result.detected_at = facts.detected_at;
    result.resolved_at = facts.resolved_at;
    result.excluded = facts.exclusions;
    result.counted_seconds = std::chrono::floor<std::chrono::seconds>(counted).count();
}

/// `Event` is TermsPinned or Calculated: both carry the terms, so that each explains itself.
template <class Event>
void add_terms(Event& event, const Policy& policy) {
    const Terms terms = terms_of(policy.pricing.table, event.severity);
    event.policy_version = policy.version;
    event.threshold_minutes = terms.threshold_minutes;
    event.penalty_per_minute = terms.penalty_per_minute;
    event.reward_base = terms.reward_base;
    event.rounding = policy.pricing.rounding;
}

/// False when the amount does not fit.
bool add_price(Calculated& result, std::uint64_t minutes) {
    const formula::Price price = formula::price(minutes, for_formula(terms_of(result)));
    result.status = price.status == formula::Status::met ? Verdict::met : Verdict::violated;
    result.performance_rating = price.rating;
    result.payment_type = price.payment_type;
    result.amount = Amount{price.amount};
    return !price.overflow;
}

/// Whether two generations say the same but for number, cause and what was posted before.
bool same_result(const Calculated& a, const Calculated& b) {
    Calculated aligned = a;
    aligned.generation = b.generation;
    aligned.cause = b.cause;
    aligned.posted_before = b.posted_before;
    aligned.delta = b.delta;
    aligned.calculated_at = b.calculated_at;
    aligned.reason = b.reason;
    return aligned == b;
}

RepairFacts facts_of(const Calculated& result) {
    return {.outage = result.outage,
            .severity = result.severity,
            .detected_at = result.detected_at,
            .resolved_at = result.resolved_at,
            .exclusions = result.excluded};
}

/// Both parts are >= 0, so their difference fits.
void append_movement(std::vector<Posting>& postings, Posting movement, Amount before,
                     Amount after) {
    const std::int64_t units = after.units() - before.units();
    if (units == 0) return;
    if (units < 0) std::swap(movement.from, movement.to);
    movement.amount = Amount{units < 0 ? -units : units};
    postings.push_back(std::move(movement));
}

}  // namespace

OutageSla evolve(OutageSla sla, const SlaEvent& event) {
    return std::visit([&](const auto& e) { return after(std::move(sla), e); }, event);
}

bool is_deleted(const OutageSla& sla) {
    return !sla.open && sla.latest && sla.latest->cause == Cause::deleted;
}

TermsPinned pin(const Policy& policy, const OutageId& outage, Severity severity,
                Timestamp detected_at) {
    TermsPinned event;
    event.outage = outage;
    event.severity = severity;
    event.detected_at = detected_at;
    add_terms(event, policy);
    return event;
}

std::vector<Interval> counted_intervals(Timestamp detected_at, Timestamp resolved_at,
                                        const std::vector<Exclusion>& exclusions) {
    const Interval whole{detected_at, resolved_at};
    std::vector<Interval> excluded;
    excluded.reserve(exclusions.size());
    for (const Exclusion& exclusion : exclusions)
        excluded.push_back({exclusion.from, exclusion.to});
    return remainder(whole, merged_within(whole, excluded));
}

Result<Calculated> priced(const OutageSla& sla, const RepairFacts& facts, const Policy& policy,
                          Cause cause) {
    const Duration counted =
        total_length(counted_intervals(facts.detected_at, facts.resolved_at, facts.exclusions));
    const std::uint64_t minutes = formula::whole_minutes(
        static_cast<std::uint64_t>(counted.count()), policy.pricing.rounding);
    Calculated result = successor(sla, cause);
    add_facts(result, facts, counted);
    add_terms(result, policy);
    result.mttr_minutes = minutes;
    // Exclusions that leave nothing: the status stays `excluded` and the amount 0, never the top
    // reward. Without any, an outage that ended as it began was repaired in no time.
    const bool excluded = counted == Duration{} && !facts.exclusions.empty();
    result.sub_minute = !excluded && minutes == 0;
    if (!excluded && !add_price(result, minutes)) return fail(amount_too_large());
    const std::optional<Amount> delta = difference(result.amount, result.posted_before);
    if (!delta) return fail(amount_too_large());
    result.delta = *delta;
    return result;
}

Result<std::optional<Calculated>> repriced(const OutageSla& sla, const RepairFacts& facts,
                                           const Policy& policy, Cause cause) {
    TRY(result, priced(sla, facts, policy, cause));
    if (!sla.open && sla.latest && same_result(result, *sla.latest)) return std::nullopt;
    return std::move(result);
}

Calculated taken_back(const OutageSla& sla) {
    LEDGER_ASSERT(sla.latest.has_value());
    Calculated result = *sla.latest;
    result.generation += 1;
    result.cause = Cause::deleted;
    result.mttr_minutes.reset();
    result.status = Verdict::deleted;
    result.performance_rating.reset();
    result.payment_type.reset();
    result.posted_before = sla.latest->amount;
    result.amount = Amount{};
    result.delta = Amount{-sla.latest->amount.units()};
    result.sub_minute = false;
    return result;
}

Result<std::optional<Calculated>> recalculated(const OutageSla& sla, const Policy& policy) {
    if (!sla.pinned || is_deleted(sla)) return fail(not_found());
    if (sla.open) return fail(not_resolved());
    return repriced(sla, facts_of(*sla.latest), policy, Cause::recalculated);
}

Amount penalty_part(Amount amount) { return Amount{-std::min<std::int64_t>(amount.units(), 0)}; }

Amount reward_part(Amount amount) { return Amount{std::max<std::int64_t>(amount.units(), 0)}; }

std::vector<Posting> postings_between(Amount before, Amount after) {
    std::vector<Posting> postings;
    const std::string asset{settlement_asset};
    const std::string pool{pool_account};
    append_movement(postings, {std::string{operator_account}, pool, asset, {}},
                    penalty_part(before), penalty_part(after));
    append_movement(postings, {pool, std::string{noc_account}, asset, {}}, reward_part(before),
                    reward_part(after));
    return postings;
}

Amount signed_amount(const Posting& posting) {
    const bool reward = posting.to == noc_account;
    const bool penalty_back = posting.to == operator_account;
    return reward || penalty_back ? posting.amount : Amount{-posting.amount.units()};
}

}  // namespace ledger::sla
