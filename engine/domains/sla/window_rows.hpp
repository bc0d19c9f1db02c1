// Planned maintenance, folded as spans of sites: those that were recorded before they began
// (ruling 25).
#pragma once

#include "engine/domains/sla/window_facts.hpp"
#include "engine/kernel/view.hpp"
#include "engine/ports/rows.hpp"

namespace ledger::sla {

/// Of `maintenance.window_planned` and `maintenance.window_changed`.
Result<void> fold_window(Rows& rows, const ViewEvent& event);
/// Of `maintenance.window_cancelled`.
Result<void> fold_window_cancelled(Rows& rows, const ViewEvent& event);

}  // namespace ledger::sla
