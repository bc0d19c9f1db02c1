// Some of the 256 outages of a row of facts.
#pragma once

#include "engine/kernel/result.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ledger::outages {

inline constexpr std::size_t facts_per_row = 256;

/// Also the row in the list that says which of them have a term. Indexes are below facts_per_row.
class RowBits {
public:
    static RowBits all();
    static Result<RowBits> from_bytes(std::string_view bytes);
    void append_to(std::string& out) const;

    bool test(std::size_t index) const { return (words_[index / 64] >> index % 64 & 1U) != 0; }
    void set(std::size_t index) { words_[index / 64] |= mask(index); }
    void reset(std::size_t index) { words_[index / 64] &= ~mask(index); }
    RowBits& operator&=(const RowBits& other);
    RowBits& operator|=(const RowBits& other);

    bool none() const { return *this == RowBits{}; }
    std::size_t count() const;
    /// Calls `visit` with each index that is set, in order.
    void for_each(auto visit) const {
        for (std::size_t word = 0; word < words_.size(); ++word)
            for (std::uint64_t left = words_[word]; left != 0; left &= left - 1)
                visit(word * 64 + static_cast<std::size_t>(std::countr_zero(left)));
    }
    bool operator==(const RowBits&) const = default;

private:
    static std::uint64_t mask(std::size_t index) { return std::uint64_t{1} << index % 64; }

    std::array<std::uint64_t, facts_per_row / 64> words_{};
};

}  // namespace ledger::outages
