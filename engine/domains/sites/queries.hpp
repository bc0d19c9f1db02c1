// The requests that look at the register: one site, its children, and the list.
#pragma once

#include "engine/kernel/route.hpp"

namespace ledger::sites {

/// GET /api/v1/sites.
Result<Reply> list_sites(const Request& request, const Context& context);
/// GET /api/v1/sites/{id}.
Result<Reply> show_site(const Request& request, const Context& context);
/// GET /api/v1/sites/{id}/children.
Result<Reply> list_children(const Request& request, const Context& context);

}  // namespace ledger::sites
