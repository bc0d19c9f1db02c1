// Answers other domains from an outage's SLA.
#include "engine/domains/sla/lookups.hpp"

#include "engine/core/tx.hpp"
#include "engine/domains/sla/outage_facts.hpp"

namespace ledger::sla {

Result<std::string> outage_named(Tx& tx, const std::string& name) {
    TRY(sla, tx.load<OutageSla>(name));
    if (sla->pinned) return name;
    TRY(owner, tx.owner_of(external_id_space, name));
    return owner.value_or(name);
}

Result<std::string> look_up_result(Tx& tx, std::string_view asked) {
    TRY(question, json::parse<OutageAsked>(asked));
    TRY(sla, tx.load<OutageSla>(question.outage));
    if (!sla->latest || sla->latest->cause == Cause::deleted) return "null";
    return json::text_of(reply_of(*sla->latest));
}

Result<std::string> look_up_standing(Tx& tx, std::string_view asked) {
    TRY(question, json::parse<OutageAsked>(asked));
    TRY(id, outage_named(tx, question.outage));
    TRY(sla, tx.load<OutageSla>(id));
    StandingReply standing;
    standing.known = sla->pinned.has_value();
    standing.outage = OutageId{id};
    standing.open = sla->open;
    standing.deleted = is_deleted(*sla);
    if (sla->latest) {
        standing.generation = sla->latest->generation;
        standing.amount = sla->latest->amount;
        standing.calculated_at = sla->latest->calculated_at;
        standing.resolved_at = sla->latest->resolved_at;
    }
    return json::text_of(standing);
}

}  // namespace ledger::sla
