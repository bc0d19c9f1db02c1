// The requests that change windows: each becomes one append, or a refusal.
#pragma once

#include "engine/domains/maintenance/decider.hpp"
#include "engine/kernel/route.hpp"

namespace ledger::maintenance {

/// Where each window's site is found.
inline constexpr std::string_view window_space = "maintenance.window";

/// POST /api/v1/maintenance/windows.
Result<PreparedCommand> prepare_plan(const Request& request);
/// PUT /api/v1/maintenance/windows/{id}.
Result<PreparedCommand> prepare_change(const Request& request);
/// DELETE /api/v1/maintenance/windows/{id}.
Result<PreparedCommand> prepare_cancel(const Request& request);

}  // namespace ledger::maintenance
