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

}  // namespace

Result<Policy> policy_of(Tx& tx, const OutageSla& sla, Timestamp detected_at) {
    TRY(policies, tx.load<Policies>(policies_id));
    const Policy* policy = sla.pinned ? version_of(*policies, sla.pinned->policy_version)
                                      : in_force(*policies, detected_at);
    if (policy == nullptr)
        return fail(ErrorKind::internal, "sla.no_policy", "the log has no policy to price with");
    return *policy;
}

Result<void> append_result(Tx& tx, const Calculated& result) {
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
    return append_result(tx, taken_back(*sla));
}

}  // namespace ledger::sla
