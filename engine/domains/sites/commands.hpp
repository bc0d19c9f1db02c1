// The requests that change the register: each becomes one atomic append, or a refusal.
#pragma once

#include "engine/domains/sites/decider.hpp"
#include "engine/kernel/route.hpp"

namespace ledger::sites {

/// POST /api/v1/sites.
Result<PreparedCommand> prepare_register(const Request& request);
/// PUT /api/v1/sites/{id}.
Result<PreparedCommand> prepare_change(const Request& request);
/// DELETE /api/v1/sites/{id}.
Result<PreparedCommand> prepare_retire(const Request& request);

}  // namespace ledger::sites
