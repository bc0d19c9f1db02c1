// The fold of postings, checked for what no balance may become.
#include "snapshots/verify/balance_fold.hpp"

#include "engine/kernel/assert.hpp"

#include <algorithm>

namespace ledger::verify {
namespace {

__extension__ using Wide = __int128;  // Holds the sum of any number of balances.

constexpr std::string_view no_overdraft_prefix = "chain:";
constexpr char name_end = '\0';

std::string key_of(std::string_view account, std::string_view asset) {
    std::string key;
    key.reserve(account.size() + 1 + asset.size());
    key += account;
    key += name_end;
    key += asset;
    return key;
}

}  // namespace

Checked<void> BalanceFold::take(const RecordedEvent& event) {
    for (const Posting& posting : event.postings) {
        const auto outgoing = negated(posting.amount);
        LEDGER_ASSERT(outgoing.has_value());
        TRY(move(event, posting.from, posting.asset, *outgoing));
        TRY(move(event, posting.to, posting.asset, posting.amount));
        ++postings_[posting.asset];
    }
    return {};
}

Checked<void> BalanceFold::move(const RecordedEvent& event, const std::string& account,
                                const std::string& asset, Amount by) {
    Amount& balance = balances_[key_of(account, asset)];
    const auto after = sum(balance, by);
    if (!after)
        return tampered({.position = event.position}, "the balance of " + account + " overflows");
    if (*after < Amount{} && account.starts_with(no_overdraft_prefix))
        return tampered({.position = event.position}, account + " is overdrawn");
    balance = *after;
    return {};
}

Amount BalanceFold::balance(std::string_view account, std::string_view asset) const {
    const auto found = balances_.find(key_of(account, asset));
    return found == balances_.end() ? Amount{} : found->second;
}

std::vector<AccountBalance> BalanceFold::balances() const {
    std::vector<AccountBalance> all;
    all.reserve(balances_.size());
    for (const auto& [key, balance] : balances_) {
        const std::size_t end = key.find(name_end);
        all.push_back(
            {.account = key.substr(0, end), .asset = key.substr(end + 1), .balance = balance});
    }
    std::ranges::sort(all, [](const AccountBalance& a, const AccountBalance& b) {
        return std::tie(a.account, a.asset) < std::tie(b.account, b.asset);
    });
    return all;
}

std::vector<AssetTotal> BalanceFold::totals() const {
    std::map<std::string, Wide> sums;
    std::map<std::string, std::uint64_t> accounts;
    for (const AccountBalance& balance : balances()) {
        sums[balance.asset] += balance.balance.units();
        ++accounts[balance.asset];
    }
    std::vector<AssetTotal> totals;
    totals.reserve(postings_.size());
    totals.reserve(postings_.size());
    for (const auto& [asset, postings] : postings_)
        totals.push_back({.asset = asset,
                          .postings = postings,
                          .accounts = accounts[asset],
                          .sums_to_zero = sums[asset] == 0});
    return totals;
}

}  // namespace ledger::verify
