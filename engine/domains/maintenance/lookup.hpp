// What other domains may ask: which windows leave out time of an outage.
#pragma once

#include "engine/core/tx.hpp"
#include "engine/domains/maintenance/decider.hpp"

#include <string>
#include <string_view>

namespace ledger::maintenance {

/// Counts windows: as long as it was never given, there is none to look for.
inline constexpr std::string_view window_counter = "maintenance_window";

/// The lookup `maintenance.windows`: `{"sites", "from", "to"}` to `{"windows": [{"id", "from",
/// "to", "reason"}]}`: those of any of the sites that were not cancelled and have an instant in
/// common with [from, to], by beginning, end and id.
Result<std::string> look_up_windows(Tx& tx, std::string_view asked);

}  // namespace ledger::maintenance
