#include "engine/platform/system_entropy.hpp"

#include "engine/kernel/assert.hpp"

#include <sodium.h>

namespace ledger {

SystemEntropy::SystemEntropy() { LEDGER_ASSERT(sodium_init() >= 0); }

void SystemEntropy::fill(std::span<std::uint8_t> out) {
    if (!out.empty()) randombytes_buf(out.data(), out.size());  // It wants an address even so.
}

}  // namespace ledger
