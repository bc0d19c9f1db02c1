// A secret that is typed or piped in: it stands in locked memory alone, and never on the screen.
#pragma once

#include "engine/kernel/result.hpp"
#include "stellar/keys/locked_bytes.hpp"

#include <string_view>

namespace ledger::app {

/// On a terminal: asks for `what`, and reads one line that is not shown. Elsewhere all of stdin. At
/// most 1024 bytes, else a validation error.
Result<stellar::LockedBytes> read_secret_input(std::string_view what);

}  // namespace ledger::app
