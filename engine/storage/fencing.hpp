// The one question that every EventLog asks of a commit before it writes anything.
#pragma once

#include "engine/ports/event_log.hpp"

namespace ledger {

/// An error "log.fenced" when `commit` was made for another end than the log's.
Result<void> check_fence(const Commit& commit, Position end);

}  // namespace ledger
