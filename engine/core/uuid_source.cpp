#include "engine/core/uuid_source.hpp"

#include <algorithm>

namespace ledger {

Uuid UuidSource::next(Timestamp now) {
    constexpr std::size_t random_bytes = 10;
    if (used_ + random_bytes > block_.size()) {
        entropy_->fill(block_);
        used_ = 0;
    }
    Uuid uuid;
    const auto milliseconds = static_cast<std::uint64_t>(
        std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count());
    for (std::size_t i = 0; i < 6; ++i)
        uuid.bytes[i] = static_cast<std::uint8_t>(milliseconds >> (40U - 8U * i));
    std::copy_n(block_.begin() + static_cast<std::ptrdiff_t>(used_), random_bytes,
                uuid.bytes.begin() + 6);
    used_ += random_bytes;
    uuid.bytes[6] = static_cast<std::uint8_t>(0x70U | (uuid.bytes[6] & 0x0FU));
    uuid.bytes[8] = static_cast<std::uint8_t>(0x80U | (uuid.bytes[8] & 0x3FU));
    return uuid;
}

}  // namespace ledger
