// Planned maintenance as the views of outages fold it: spans of sites, for the clocks of outages
// that are open. What counted for a resolved one stands in its own events.
#pragma once

#include "engine/kernel/view.hpp"
#include "engine/ports/rows.hpp"

#include <array>
#include <string_view>

namespace ledger::outages {

inline constexpr std::array<std::string_view, 3> window_events{
    "maintenance.window_planned", "maintenance.window_changed", "maintenance.window_cancelled"};

/// Of one of these events; every other one changes nothing.
Result<void> fold_window(Rows& rows, const ViewEvent& event);

}  // namespace ledger::outages
