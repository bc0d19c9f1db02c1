// Identifiers that cannot be mistaken for another kind of identifier, nor for plain text.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>

namespace ledger {

/// Text that names one thing of kind `Tag`. Explicit both ways: no conversion to or from text.
template <class Tag>
struct Id {
    std::string value;

    Id() = default;
    explicit Id(std::string text) : value{std::move(text)} {}
    auto operator<=>(const Id&) const = default;
};

/// Sixteen bytes, RFC 9562.
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};
    auto operator<=>(const Uuid&) const = default;
};

/// A leaf's index in the log: 0, 1, 2, … without gaps. Also a count when named `size`.
using Position = std::uint64_t;

/// The place of an event in its stream: 0, 1, 2, … without gaps.
using StreamVersion = std::uint64_t;

}  // namespace ledger
