// How many files and connections the process may have open.
#pragma once

#include <cstdint>

namespace ledger {

/// Takes as many descriptors as the process is allowed (the hard limit); how many these are.
std::uint64_t raise_descriptor_limit();

}  // namespace ledger
