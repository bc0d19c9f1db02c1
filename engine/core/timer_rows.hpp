// Timers in family `timers`: 's' stream -> due time; 'd' due time, stream -> nothing. They are
// written in the commit of the command that set them, and are the only record of them.
#pragma once

#include "engine/kernel/function_ref.hpp"
#include "engine/kernel/time.hpp"
#include "engine/ports/event_log.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

/// The rows that turn a stream's timer from `before` into `after`.
void append_timer_change(std::vector<RowChange>& rows, std::string_view stream,
                         std::optional<Timestamp> before, std::optional<Timestamp> after);

/// The stream's timer, as it is on disk.
Result<std::optional<Timestamp>> find_timer(const EventLog& log, std::string_view stream);

/// All timers by due time, while `visit` says true.
Result<void> scan_timers(const EventLog& log,
                         FunctionRef<bool(Timestamp due, std::string_view stream)> visit);

}  // namespace ledger
