// Planned maintenance by site, as rows of a view: "m", site, 0, window.
#pragma once

#include "engine/domains/sla/window_facts.hpp"
#include "engine/kernel/view.hpp"
#include "engine/ports/rows.hpp"

#include <string>
#include <vector>

namespace ledger::sla {

/// Of `maintenance.window_planned` and `maintenance.window_changed`.
Result<void> fold_window(Rows& rows, const ViewEvent& event);
/// Of `maintenance.window_cancelled`.
Result<void> fold_window_cancelled(Rows& rows, const ViewEvent& event);

/// The windows at `sites` that count: those that were recorded before they began (ruling 25).
Result<std::vector<Exclusion>> windows_of(const RowReader& rows,
                                          const std::vector<std::string>& sites);

}  // namespace ledger::sla
