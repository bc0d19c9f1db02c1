// Randomness of the kernel's, through libsodium.
#pragma once

#include "engine/ports/entropy.hpp"

namespace ledger {

class SystemEntropy final : public Entropy {
public:
    /// Aborts when libsodium cannot be set up: there is no second source to fall back on.
    SystemEntropy();
    void fill(std::span<std::uint8_t> out) override;
};

}  // namespace ledger
