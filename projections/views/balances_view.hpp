// What every account holds: the fold of all postings, and the proof that they cancel out.
#pragma once

#include "engine/kernel/amount.hpp"
#include "engine/kernel/describe.hpp"
#include "engine/kernel/result.hpp"
#include "engine/kernel/view.hpp"
#include "engine/ports/rows.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ledger {

Result<void> fold_balances(Rows& rows, const ViewEvent& event);

inline constexpr View balances_view{
    "balances", 1, {}, fold_balances, "Each account's balance and turnover, and each asset's."};

/// One account's holding of one asset. balance = incoming - outgoing.
struct AccountLine {
    std::string account;
    std::string asset;
    Amount balance;
    Amount incoming;
    Amount outgoing;
    std::string balance_exact;

    static constexpr auto fields() {
        using L = AccountLine;
        return std::tuple{Field{"account", &L::account, "A pseudonym."},
                          Field{"asset", &L::asset, "Its code."},
                          Field{"balance", &L::balance, "What came in less what went out."},
                          Field{"incoming", &L::incoming, "All that ever came in."},
                          Field{"outgoing", &L::outgoing, "All that ever went out."},
                          Field{"balance_exact", &L::balance_exact, "The balance as text."}};
    }
    bool operator==(const AccountLine&) const = default;
};

struct BalanceFilter {
    std::string account_prefix;  ///< "" for all.
    std::optional<std::string> asset;
    std::size_t offset = 0;
    std::size_t limit = 50;
};

struct Balances {
    std::uint64_t total = 0;  ///< Of all that fit the filter, beyond what is shown.
    std::vector<AccountLine> accounts;

    static constexpr auto fields() {
        return std::tuple{
            Field{"total", &Balances::total, "How many accounts fit the filter."},
            Field{"accounts", &Balances::accounts, "Those asked for, by account, then asset."}};
    }
};

/// Reads every line that starts with the prefix, and keeps `limit` of them.
Result<Balances> balances(const RowReader& rows, const BalanceFilter& filter);

struct AssetTotal {
    std::string asset;
    std::uint64_t accounts = 0;
    Amount sum_of_debits;
    Amount sum_of_credits;
    Amount sum_of_balances;
    Amount posted;
    bool balanced = false;

    static constexpr auto fields() {
        using T = AssetTotal;
        return std::tuple{
            Field{"asset", &T::asset, "Its code."},
            Field{"accounts", &T::accounts, "How many ever held it."},
            Field{"sum_of_debits", &T::sum_of_debits, "All that came into any account."},
            Field{"sum_of_credits", &T::sum_of_credits, "All that went out of any account."},
            Field{"sum_of_balances", &T::sum_of_balances, "0, or the books are wrong."},
            Field{"posted", &T::posted, "All postings, counted apart from the accounts."},
            Field{"balanced", &T::balanced, "Debits, credits and postings agree."}};
    }
    bool operator==(const AssetTotal&) const = default;
};

struct TrialBalance {
    bool balanced = true;
    std::vector<AssetTotal> assets;

    static constexpr auto fields() {
        return std::tuple{Field{"balanced", &TrialBalance::balanced, "Whether every asset is."},
                          Field{"assets", &TrialBalance::assets, "By code."}};
    }
};

/// Adds up all accounts anew and holds that against the postings.
Result<TrialBalance> trial_balance(const RowReader& rows);

}  // namespace ledger
