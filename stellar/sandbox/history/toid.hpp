// The numbers that Horizon orders history by and hands out as paging tokens: a ledger, a place in
// it, an operation of that transaction, in one int64.
#pragma once

#include <charconv>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ledger::stellar::sandbox {

/// Of a ledger when `transaction` is 0, of a transaction when `operation` is 0; both count from 1.
struct Toid {
    static constexpr unsigned transaction_bits = 20;
    static constexpr unsigned operation_bits = 12;

    std::uint32_t ledger = 0;
    std::uint32_t transaction = 0;
    std::uint32_t operation = 0;

    auto operator<=>(const Toid&) const = default;

    /// `ledger` is at most 2^31 - 1, as the network's are.
    constexpr std::int64_t number() const {
        return std::int64_t{ledger} << (transaction_bits + operation_bits) |
               std::int64_t{transaction} << operation_bits | std::int64_t{operation};
    }
    /// `number` is not negative.
    static constexpr Toid of(std::int64_t number) {
        const auto bits = static_cast<std::uint64_t>(number);
        return {static_cast<std::uint32_t>(bits >> (transaction_bits + operation_bits)),
                static_cast<std::uint32_t>(bits >> operation_bits) & ((1U << transaction_bits) - 1),
                static_cast<std::uint32_t>(bits) & ((1U << operation_bits) - 1)};
    }
};

inline std::string paging_token(const Toid& toid) { return std::to_string(toid.number()); }

/// Digits alone, up to the largest int64; else nothing.
inline std::optional<Toid> toid_from_text(std::string_view text) {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end || text.starts_with('-')) return std::nullopt;
    return Toid::of(number);
}

}  // namespace ledger::stellar::sandbox
