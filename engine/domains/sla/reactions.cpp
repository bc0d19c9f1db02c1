// Pins, prices and takes back as the outages' events ask for.
#include "engine/domains/sla/reactions.hpp"

#include "engine/core/tx.hpp"

namespace ledger::sla {
namespace {

Result<void> append_pin(Tx& tx, const OutageId& outage, Severity severity, Timestamp detected_at) {
    TRY(sla, tx.load<OutageSla>(outage.value));
    TRY(policy, policy_of(tx, *sla, detected_at));
    return tx.append<OutageSla>(outage.value, pin(policy, outage, severity, detected_at));
}

bool is_pinned_to(const OutageSla& sla, const WholeOutage& outage) {
    return sla.pinned && sla.pinned->severity == outage.severity &&
           sla.pinned->detected_at == outage.detected_at;
}

/// Pins what changed; an open outage is then measured anew, and a resolved one priced anew.
Result<void> measure_anew(Tx& tx, const WholeOutage& outage, Cause cause) {
    const std::string& id = outage.outage.value;
    TRY(before, tx.load<OutageSla>(id));
    if (!outage.resolved_at || !is_pinned_to(*before, outage))
        TRY(append_pin(tx, outage.outage, outage.severity, outage.detected_at));
    if (!outage.resolved_at) return {};
    TRY(sla, tx.load<OutageSla>(id));
    TRY(policy, policy_of(tx, *sla, outage.detected_at));
    const RepairFacts facts{.outage = outage.outage,
                            .severity = outage.severity,
                            .detected_at = outage.detected_at,
                            .resolved_at = *outage.resolved_at,
                            .exclusions = outage.exclusions};
    TRY(result, repriced(*sla, facts, policy, cause));
    if (!result) return {};
    result->reason = outage.reason;
    return append_result(tx, *std::move(result));
}

}  // namespace

Result<Policy> policy_of(Tx& tx, const OutageSla& sla, Timestamp detected_at) {
    TRY(policies, tx.load<Policies>(policies_id));
    const bool is_pinned = sla.pinned && sla.pinned->detected_at == detected_at;
    const Policy* policy = is_pinned ? version_of(*policies, sla.pinned->policy_version)
                                     : in_force(*policies, detected_at);
    if (policy == nullptr)
        return fail(ErrorKind::internal, "sla.no_policy", "the log has no policy to price with");
    return *policy;
}

Result<void> append_result(Tx& tx, Calculated result) {
    result.calculated_at = tx.now();
    return tx.append<OutageSla>(result.outage.value, result,
                                postings_between(result.posted_before, result.amount));
}

Result<void> pin_terms(Tx& tx, const RecordedEvent& event) {
    TRY(outage, fact_of<CreatedOutage>(event));
    tx.begin<OutageSla>(outage.outage.value);
    return append_pin(tx, outage.outage, outage.severity, outage.detected_at);
}

Result<void> pin_new_severity(Tx& tx, const RecordedEvent& event) {
    TRY(change, fact_of<ChangedSeverity>(event));
    return append_pin(tx, change.outage, change.to, change.detected_at);
}

Result<void> pin_again(Tx& tx, const RecordedEvent& event) {
    TRY(outage, fact_of<ReopenedOutage>(event));
    TRY(sla, tx.load<OutageSla>(outage.outage.value));
    if (!sla->pinned) return {};
    const TermsPinned same_terms = *sla->pinned;
    return tx.append<OutageSla>(outage.outage.value, same_terms);
}

Result<void> calculate(Tx& tx, const RecordedEvent& event) {
    TRY(facts, fact_of<RepairFacts>(event));
    TRY(sla, tx.load<OutageSla>(facts.outage.value));
    TRY(policy, policy_of(tx, *sla, facts.detected_at));
    TRY(result, priced(*sla, facts, policy, Cause::resolved));
    return append_result(tx, result);
}

Result<void> take_back(Tx& tx, const RecordedEvent& event) {
    TRY(outage, fact_of<DeletedOutage>(event));
    TRY(sla, tx.load<OutageSla>(outage.outage.value));
    if (!sla->latest) return {};
    Calculated result = taken_back(*sla);
    result.reason = outage.reason;
    return append_result(tx, std::move(result));
}

Result<void> follow_correction(Tx& tx, const RecordedEvent& event) {
    TRY(outage, fact_of<CorrectedOutage>(event));
    return measure_anew(tx, outage, Cause::corrected);
}

Result<void> follow_restoration(Tx& tx, const RecordedEvent& event) {
    TRY(outage, fact_of<RestoredOutage>(event));
    return measure_anew(tx, outage, Cause::restored);
}

}  // namespace ledger::sla
