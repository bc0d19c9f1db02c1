// One command, decided and committed on the calling thread: for founding and recovering a log, and
// for tests. The pipeline does the same with threads.
#pragma once

#include "engine/core/committer.hpp"
#include "engine/core/sequencer.hpp"
#include "engine/ports/event_log.hpp"

namespace ledger {

/// `command.done` is replaced; nothing else may be queued or parked. An error only when the log
/// cannot be read or written; the command's own is in the outcome.
Result<Outcome> decide_alone(Sequencer& sequencer, Committer& committer, const EventLog& log,
                             Command command);

}  // namespace ledger
