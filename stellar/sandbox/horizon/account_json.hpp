// Accounts and claimable balances as Horizon shows them.
#pragma once

#include "stellar/sandbox/history/history.hpp"
#include "stellar/sandbox/horizon/entry_index.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ledger::stellar::sandbox {

/// What every answer is made of. Refers to what outlives it.
struct NetworkView {
    const Ledger& ledger;
    const History& history;
    const EntryIndex& entries;
    std::string_view base{};  ///< What the addresses in `_links` begin with: "http://host:port".
};

/// Nothing when there is no such account.
std::optional<std::string> account_json(const NetworkView& network, const AccountKey& account);
/// {"value": base64}; nothing when the account has no such entry.
std::optional<std::string> data_json(const NetworkView& network, const AccountKey& account,
                                     std::string_view name);

/// An entry of a claimable balance.
std::string balance_json(const NetworkView& network, const xdr::LedgerEntry& entry);
/// "<ledger of the last change>-<id>"
std::string balance_token(const xdr::LedgerEntry& entry);

}  // namespace ledger::stellar::sandbox
