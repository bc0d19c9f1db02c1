// The requests that look at maintenance windows: one, and the list.
#pragma once

#include "engine/kernel/route.hpp"

namespace ledger::maintenance {

/// GET /api/v1/maintenance/windows.
Result<Reply> list_windows(const Request& request, const Context& context);
/// GET /api/v1/maintenance/windows/{id}.
Result<Reply> show_window(const Request& request, const Context& context);

}  // namespace ledger::maintenance
