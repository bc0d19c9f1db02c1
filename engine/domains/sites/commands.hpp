// The requests that change the register: each becomes one atomic append, or a refusal.
#pragma once

#include "engine/domains/sites/decider.hpp"
#include "engine/kernel/route.hpp"

namespace ledger::sites {

/// Ids of all sites that were ever registered.
inline constexpr std::string_view site_id_space = "site.id";

/// Control characters in an id: it could not be written in a path.
std::vector<FieldError> complaints_about(const SiteId& id);

/// Registers a site, and claims its id. False when it is registered already, with this content.
Result<bool> register_site(Tx& tx, const SiteRegistered& facts);

/// POST /api/v1/sites.
Result<PreparedCommand> prepare_register(const Request& request);
/// PUT /api/v1/sites/{id}.
Result<PreparedCommand> prepare_change(const Request& request);
/// DELETE /api/v1/sites/{id}.
Result<PreparedCommand> prepare_retire(const Request& request);

}  // namespace ledger::sites
