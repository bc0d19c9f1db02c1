// What the routes of the books read and answer.
#pragma once

#include "engine/kernel/codec.hpp"
#include "projections/views/balances_view.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ledger {

struct BalancesQuery {
    std::optional<std::string> account;
    std::optional<std::string> asset;
    std::optional<std::string> as_of;
    std::uint32_t limit = 50;
    std::uint32_t offset = 0;

    static constexpr auto fields() {
        using Q = BalancesQuery;
        return std::tuple{
            Field{"account", &Q::account, "Exactly this account."},
            Field{"asset", &Q::asset, "Only this asset."},
            Field{"as_of", &Q::as_of,
                  "As it stood with the event at this position, or at this time; needs an "
                  "account."},
            Field{"limit", &Q::limit, "How many at most."}.range(1, 200).or_default(),
            Field{"offset", &Q::offset, "How many to pass over."}.or_default()};
    }
};

struct ListedBalances {
    std::uint64_t total = 0;
    std::uint32_t limit = 0;
    std::uint32_t offset = 0;
    bool has_next = false;
    bool has_previous = false;
    std::optional<std::uint64_t> next_offset;
    std::optional<std::uint64_t> previous_offset;
    std::vector<AccountLine> balances;

    static constexpr auto fields() {
        using L = ListedBalances;
        return std::tuple{Field{"total", &L::total, "How many fit the filter."},
                          Field{"limit", &L::limit, "How many at most."},
                          Field{"offset", &L::offset, "How many were passed over."},
                          Field{"has_next", &L::has_next, "Whether more follow."},
                          Field{"has_previous", &L::has_previous, "Whether some come before."},
                          Field{"next_offset", &L::next_offset, "Of the next page."},
                          Field{"previous_offset", &L::previous_offset, "Of the one before."},
                          Field{"balances", &L::balances, "By account, then asset."}};
    }
};

struct PastLine {
    std::string account;
    std::string asset;
    Amount balance;
    std::string balance_exact;

    static constexpr auto fields() {
        using L = PastLine;
        return std::tuple{Field{"account", &L::account, "As asked."},
                          Field{"asset", &L::asset, "Its code."},
                          Field{"balance", &L::balance, "With the event `as_of`."},
                          Field{"balance_exact", &L::balance_exact, "The balance as text."}};
    }
};

struct PastBalances {
    Position as_of = 0;
    std::uint64_t size = 0;
    std::string root;
    std::vector<PastLine> balances;

    static constexpr auto fields() {
        using B = PastBalances;
        return std::tuple{Field{"as_of", &B::as_of, "The last event that counts."},
                          Field{"size", &B::size, "Of the log with that event."},
                          Field{"root", &B::root, "Of the Merkle tree of that size, Base64."},
                          Field{"balances", &B::balances, "Of the account, by asset."}};
    }
};

}  // namespace ledger
