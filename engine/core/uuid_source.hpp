// Version 7 UUIDs (RFC 9562 section 5.7): time first, so that ids sort roughly as they were made.
#pragma once

#include "engine/kernel/id.hpp"
#include "engine/kernel/time.hpp"
#include "engine/ports/entropy.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace ledger {

/// Draws entropy a block at a time. One thread.
class UuidSource {
public:
    explicit UuidSource(Entropy& entropy) : entropy_{&entropy} {}
    Uuid next(Timestamp now);

private:
    static constexpr std::size_t block_bytes = 1'024;

    Entropy* entropy_;
    std::array<std::uint8_t, block_bytes> block_{};
    std::size_t used_ = block_bytes;
};

}  // namespace ledger
