// Balances, folded from postings and nothing else.
#pragma once

#include "engine/kernel/event.hpp"
#include "engine/log/export_layout.hpp"
#include "snapshots/verify/finding.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ledger::verify {

/// What the postings of one asset come to. A posting takes from one account exactly what it gives
/// to another, so `sum` is zero after every single one; it is added up all the same.
struct AssetTotal {
    std::string asset;
    std::uint64_t postings = 0;
    std::uint64_t accounts = 0;
    bool sums_to_zero = true;

    static constexpr auto fields() {
        return std::tuple{
            Field{"asset", &AssetTotal::asset, "Which asset."},
            Field{"postings", &AssetTotal::postings, "Movements of it."},
            Field{"accounts", &AssetTotal::accounts, "Accounts that ever held or owed it."},
            Field{"sums_to_zero", &AssetTotal::sums_to_zero, "All its balances add up to zero."}};
    }
};

class BalanceFold {
public:
    /// An event whose postings no ledger could have made: a balance out of range, or real money
    /// (accounts `chain:…`) overdrawn.
    Checked<void> take(const RecordedEvent& event);

    Amount balance(std::string_view account, std::string_view asset) const;
    /// Sorted by account, then by asset.
    std::vector<AccountBalance> balances() const;
    std::vector<AssetTotal> totals() const;

private:
    Checked<void> move(const RecordedEvent& event, const std::string& account,
                       const std::string& asset, Amount by);

    std::unordered_map<std::string, Amount> balances_;  ///< account, NUL, asset
    std::map<std::string, std::uint64_t> postings_;     ///< Per asset.
};

}  // namespace ledger::verify
