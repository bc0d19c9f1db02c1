#include "engine/domains/outages/reactions.hpp"

#include "engine/domains/outages/commands.hpp"

namespace ledger::outages {

Result<void> follow_acceptance(Tx& tx, const RecordedEvent& event) {
    Result<AcceptedDispute> accepted =
        json::parse_stored<AcceptedDispute>(event.payload.value_or(""), json::Unknown::ignored);
    if (!accepted)
        return fail(ErrorKind::internal, "outage.fact_malformed",
                    event.type + ": " + accepted.error().message);
    return execute(tx, accepted->outage,
                   CorrectOutage{.reason = accepted->reason,
                                 .detected_at = accepted->detected_at,
                                 .resolved_at = accepted->resolved_at,
                                 .severity = accepted->severity,
                                 .exclusions = accepted->exclusions,
                                 .planned = {},
                                 .now = tx.now()});
}

}  // namespace ledger::outages
