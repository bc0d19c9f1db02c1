// The Stellar network as seen through somebody's server: Soroban RPC or Horizon.
#pragma once

#include "engine/kernel/function_ref.hpp"
#include "engine/kernel/result.hpp"
#include "stellar/network/records.hpp"
#include "stellar/network/submission.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace ledger::stellar {

/// Reads are tried again within the bounds of the settings, at all endpoints in turn. Their errors:
/// "network.unavailable", "network.rate_limited", "network.answer" (not what the interface
/// promises), "network.refused", "network.history_gone" (older than what is kept),
/// "network.unsupported" (this interface cannot tell), "network.address" (not one of an account),
/// "network.limit" (not one of a page), "asset.invalid",
/// "network.stopped" (the program ends). Any thread, and several at once.
class NetworkClient {
public:
    NetworkClient() = default;
    NetworkClient(const NetworkClient&) = delete;
    NetworkClient& operator=(const NetworkClient&) = delete;
    virtual ~NetworkClient() = default;

    virtual Result<NetworkFacts> network() = 0;
    virtual Result<LedgerHead> latest_ledger() = 0;
    virtual Result<FeeStats> fee_stats() = 0;

    /// Nothing when there is no such account. Trust lines: RPC tells those of `assets` alone,
    /// Horizon all of them.
    virtual Result<std::optional<AccountState>> account(std::string_view address,
                                                        std::span<const IssuedAsset> assets) = 0;

    /// An envelope's XDR. Sent once, to one endpoint, whatever comes of it.
    virtual Submission submit(std::string_view envelope_xdr) = 0;

    /// By the hash of the transaction, or of the fee bump around it. Horizon's `latest` was read
    /// before the transaction was looked for, on the same endpoint; RPC's after it, so that alone
    /// it does not prove that a transaction of that ledger would have been seen.
    virtual Result<TransactionLookup> transaction(const Hash& hash) = 0;

    /// What came after `query.after`. Payments by contracts are not among them.
    virtual Result<PaymentPage> payments(const PaymentQuery& query) = 0;
    /// Hands over what happens, each thing once and in order, until `take` says false; an empty
    /// page when nothing does. An error when nothing can be read for longer than reads are tried.
    virtual Result<void> follow_payments(const PaymentQuery& query,
                                         FunctionRef<bool(const PaymentPage&)> take) = 0;

    /// Those that `claimant` may claim at some time. `cursor`: the page before's `next`, or "".
    virtual Result<ClaimableBalancePage> claimable_balances(std::string_view claimant,
                                                            std::string_view cursor) = 0;
    virtual Result<std::optional<ClaimableBalance>> claimable_balance(const Hash& id) = 0;

    /// Asks the friendbot of a test network for XLM, once.
    virtual Result<Funding> fund(std::string_view address) = 0;
};

/// Code "network.other" when it is not the network of that passphrase.
Result<void> check_network(NetworkClient& network, std::string_view passphrase);

}  // namespace ledger::stellar
