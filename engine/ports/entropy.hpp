// The only source of randomness: ids, salts, keys.
#pragma once

#include <cstdint>
#include <span>

namespace ledger {

class Entropy {
public:
    Entropy() = default;
    Entropy(const Entropy&) = delete;
    Entropy& operator=(const Entropy&) = delete;
    virtual ~Entropy() = default;

    /// Fills `out` with unpredictable bytes. Any thread.
    virtual void fill(std::span<std::uint8_t> out) = 0;
};

}  // namespace ledger
