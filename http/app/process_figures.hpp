// What Linux says about this process.
#pragma once

#include "http/services.hpp"

namespace ledger::app {

/// A figure that cannot be read is 0.
ProcessFigures read_process_figures();

}  // namespace ledger::app
