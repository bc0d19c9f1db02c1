// Waiting, for command-line verbs that poll.
#pragma once

#include "engine/kernel/time.hpp"

namespace ledger::app {

/// Also when signals come in between.
void pause_for(Duration duration);

}  // namespace ledger::app
