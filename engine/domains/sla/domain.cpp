// SLAs of outages: what they are measured by, what they cost or earn, and why.
#include "engine/kernel/domain.hpp"

#include "engine/core/tx.hpp"
#include "engine/domains/sla/lookups.hpp"
#include "engine/domains/sla/reactions.hpp"
#include "engine/domains/sla/routes.hpp"
#include "engine/domains/sla/views.hpp"

namespace ledger::sla {
namespace {

Result<void> found(Tx& tx) {
    TRY(now, tx.now_as_fact());
    return tx.append<Policies>(policies_id, founding_policy(now));
}

void append_manual(std::string& out) {
    for (const auto& row : policy_event_types) row.append_manual(out);
    for (const auto& row : sla_event_types) row.append_manual(out);
}

}  // namespace

extern constinit const Domain domain;
constinit const Domain domain{.name = "sla",
                              .routes = routes,
                              .views = views,
                              .reactions = reactions,
                              .lookups = lookups,
                              .wakings = wakings,
                              .found = found,
                              .append_manual = append_manual};

}  // namespace ledger::sla
