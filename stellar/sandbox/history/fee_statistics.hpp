// What was paid and bid for an operation in the last ledgers.
#pragma once

#include "stellar/sandbox/history/history.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace ledger::stellar::sandbox {

inline constexpr std::size_t fee_window_ledgers = 5;

inline constexpr std::array<unsigned, 11> fee_percentiles{10, 20, 30, 40, 50, 60,
                                                          70, 80, 90, 95, 99};

/// Stroops for an operation.
struct FeeDistribution {
    std::int64_t max = 0;
    std::int64_t min = 0;
    std::int64_t mode = 0;  ///< The smallest of several.
    std::array<std::int64_t, fee_percentiles.size()> percentiles{};

    bool operator==(const FeeDistribution&) const = default;
};

/// Of no values: all are `otherwise`.
FeeDistribution distribution_of(std::vector<std::int64_t> values, std::int64_t otherwise);

struct FeeStatistics {
    FeeDistribution charged;
    FeeDistribution bid;
    std::uint64_t transactions = 0;
    std::uint32_t ledgers = 0;
    std::uint32_t capacity_percent = 0;  ///< Of the operations that these ledgers could take.
};

/// Of the last `fee_window_ledgers`; of a history that is not empty.
FeeStatistics fee_statistics(const History& history);

}  // namespace ledger::stellar::sandbox
