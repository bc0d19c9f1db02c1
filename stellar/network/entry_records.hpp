// Entries of the ledger, and payments among operations, as records: how RPC tells of them.
#pragma once

#include "engine/kernel/result.hpp"
#include "stellar/network/records.hpp"
#include "stellar/xdr/ledger_entries.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::stellar {

std::string address_of(const xdr::AccountId& account);
AssetName asset_of(const xdr::Asset& asset);

/// G only; code "network.address".
Result<xdr::AccountId> account_id(std::string_view address);

/// Without trust lines.
AccountState account_of(const xdr::AccountEntry& entry);
/// Nothing for shares of a pool.
std::optional<Balance> balance_of(const xdr::TrustLineEntry& entry);
ClaimableBalance claimable_of(const xdr::ClaimableBalanceEntry& entry);

/// Where a transaction stands.
struct TransactionPlace {
    std::uint32_t ledger = 0;
    std::uint32_t order = 0;  ///< In its ledger, from 1.
    Timestamp closed_at{};
    Hash hash{};
};

/// Those of a transaction that succeeded, all of them or an error that says what does not fit.
Result<std::vector<Payment>> payments_of(std::string_view envelope_xdr, std::string_view result_xdr,
                                         const TransactionPlace& place);

}  // namespace ledger::stellar
