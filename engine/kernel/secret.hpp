// A value that must not be printed: keys, tokens, passwords.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace ledger {

/// Prints as `***` wherever it is printed (see `to_string_view`); the bytes are reached only by
/// name and are overwritten when it dies. Movable, not copyable.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string bytes) : bytes_{std::move(bytes)} {}
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    Secret(Secret&& other) noexcept : bytes_{std::move(other.bytes_)} { other.wipe(); }
    Secret& operator=(Secret&& other) noexcept {
        if (this != &other) {
            wipe();
            bytes_ = std::move(other.bytes_);
            other.wipe();
        }
        return *this;
    }
    ~Secret() { wipe(); }

    std::string_view reveal() const { return bytes_; }

private:
    void wipe() noexcept {
        volatile char* byte = bytes_.data();
        for (std::size_t i = 0; i < bytes_.size(); ++i) byte[i] = 0;
        bytes_.clear();
    }

    std::string bytes_;
};

/// By this name fmt 9 finds the text of a type of ours without its header being included here.
inline std::string_view to_string_view(const Secret&) { return "***"; }

}  // namespace ledger
