#include "engine/platform/system_entropy.hpp"

#include "engine/kernel/assert.hpp"

#include <sodium.h>

namespace ledger {

SystemEntropy::SystemEntropy() { LEDGER_ASSERT(sodium_init() >= 0); }

void SystemEntropy::fill(std::span<std::uint8_t> out) { randombytes_buf(out.data(), out.size()); }

}  // namespace ledger
