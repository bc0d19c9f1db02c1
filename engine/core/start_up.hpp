// What must hold before a log is written to again (rulings 41 to 43).
#pragma once

#include "engine/core/sequencer.hpp"
#include "engine/log/head.hpp"
#include "engine/log/log_reader.hpp"
#include "engine/ports/event_log.hpp"

#include <optional>

namespace ledger {

/// Read-only. Error `corrupt`: "head.missing" beside a non-empty log, "head.ahead" when HEAD
/// vouches for more events than the log holds, "head.root" when the log's root at HEAD's size
/// differs, or whatever is broken at the right edge.
Result<void> check_start(const EventLog& log, const std::optional<HeadReading>& head);

/// Where the log ends, from its last event.
Result<LogEnd> find_end(const EventLog& log);

/// Makes `streams` and `categories` complete again when `meta` says that they lag; only appends
/// rows, never events. Returns how many events were indexed.
Result<Position> complete_indexes(EventLog& log);

}  // namespace ledger
