// What every fuzzer is: one function that must hold its assertions for any bytes.
#pragma once

#include "engine/kernel/assert.hpp"

#include <string_view>

namespace ledger::test {

/// Each program of this folder defines it. Nothing that it is given may crash it, and whatever a
/// decoder accepts must encode to the same bytes again.
void fuzz(std::string_view input);

}  // namespace ledger::test
