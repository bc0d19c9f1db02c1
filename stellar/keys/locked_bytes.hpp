// Memory for secrets, which the system neither swaps out nor writes into core dumps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace ledger::stellar {

/// Bytes between guard pages, overwritten when they die. Prints as `***` wherever it is printed,
/// as `Secret` does. Movable, not copyable; one that was moved from is empty.
class LockedBytes {
public:
    LockedBytes() = default;
    /// Zeros. Throws std::bad_alloc when there is no memory.
    explicit LockedBytes(std::size_t size);
    static LockedBytes copy_of(std::string_view bytes);

    LockedBytes(LockedBytes&& other) noexcept;
    LockedBytes& operator=(LockedBytes&& other) noexcept;
    LockedBytes(const LockedBytes&) = delete;
    LockedBytes& operator=(const LockedBytes&) = delete;
    ~LockedBytes() = default;

    std::string_view reveal() const;
    /// To be filled in place, so that the secret stands nowhere else.
    std::span<std::uint8_t> writable() { return {bytes_.get(), size_}; }
    std::size_t size() const { return size_; }

    /// False where the system's limit (RLIMIT_MEMLOCK) forbade it: these bytes may be swapped out.
    /// Whoever loads a key decides whether that is a warning or an error.
    bool is_locked() const { return is_locked_; }

private:
    struct Release {
        void operator()(std::uint8_t* bytes) const noexcept;
    };

    std::unique_ptr<std::uint8_t[], Release> bytes_;
    std::size_t size_ = 0;
    bool is_locked_ = true;
};

/// See `Secret`.
inline std::string_view to_string_view(const LockedBytes&) { return "***"; }

}  // namespace ledger::stellar
