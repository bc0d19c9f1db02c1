#include "stellar/keys/locked_bytes.hpp"

#include "engine/kernel/assert.hpp"

#include <algorithm>
#include <new>
#include <sodium.h>
#include <utility>

namespace ledger::stellar {

void LockedBytes::Release::operator()(std::uint8_t* bytes) const noexcept { sodium_free(bytes); }

LockedBytes::LockedBytes(std::size_t size) : size_{size} {
    LEDGER_ASSERT(sodium_init() >= 0);
    bytes_.reset(static_cast<std::uint8_t*>(sodium_malloc(size)));
    if (!bytes_) throw std::bad_alloc{};
    // sodium_malloc locks, and does not say whether it could. Locking twice is locking once.
    is_locked_ = sodium_mlock(bytes_.get(), size) == 0;
    std::ranges::fill(writable(), std::uint8_t{0});
}

LockedBytes LockedBytes::copy_of(std::string_view bytes) {
    LockedBytes copy{bytes.size()};
    std::ranges::copy(bytes, copy.bytes_.get());
    return copy;
}

LockedBytes::LockedBytes(LockedBytes&& other) noexcept
    : bytes_{std::move(other.bytes_)},
      size_{std::exchange(other.size_, 0)},
      is_locked_{std::exchange(other.is_locked_, true)} {}

LockedBytes& LockedBytes::operator=(LockedBytes&& other) noexcept {
    bytes_ = std::move(other.bytes_);
    if (this == &other) return *this;
    size_ = std::exchange(other.size_, 0);
    is_locked_ = std::exchange(other.is_locked_, true);
    return *this;
}

std::string_view LockedBytes::reveal() const {
    return {reinterpret_cast<const char*>(bytes_.get()), size_};
}

}  // namespace ledger::stellar
