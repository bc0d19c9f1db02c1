// Whether tests may take their time: LEDGER_LONG=1, as `./dev check --long` sets it.
#pragma once

#include <cstdlib>

namespace ledger::test {

inline bool is_long_run() { return std::getenv("LEDGER_LONG") != nullptr; }

}  // namespace ledger::test
