// A network through Soroban RPC, its newer interface.
#pragma once

#include "stellar/network/endpoints.hpp"
#include "stellar/network/network_client.hpp"

#include <memory>
#include <string>

namespace ledger::stellar {

/// Claimable balances only by their ids: "network.unsupported" for those of a claimant.
class RpcClient final : public NetworkClient {
public:
    /// Errors: see Endpoints::create.
    static Result<std::unique_ptr<RpcClient>> create(NetworkSettings settings, NetworkPorts ports);

    Result<NetworkFacts> network() override;
    Result<LedgerHead> latest_ledger() override;
    Result<FeeStats> fee_stats() override;
    Result<std::optional<AccountState>> account(std::string_view address,
                                                std::span<const IssuedAsset> assets) override;
    Submission submit(std::string_view envelope_xdr) override;
    Result<TransactionLookup> transaction(const Hash& hash) override;
    Result<PaymentPage> payments(const PaymentQuery& query) override;
    /// By looking at all transactions, again and again.
    Result<void> follow_payments(const PaymentQuery& query,
                                 FunctionRef<bool(const PaymentPage&)> take) override;
    Result<ClaimableBalancePage> claimable_balances(std::string_view claimant,
                                                    std::string_view cursor) override;
    Result<std::optional<ClaimableBalance>> claimable_balance(const Hash& id) override;
    Result<Funding> fund(std::string_view address) override;

private:
    explicit RpcClient(Endpoints endpoints) : endpoints_{std::move(endpoints)} {}
    /// The result of a read, as JSON.
    Result<std::string> call(const std::string& endpoint, std::string_view method,
                             std::string_view params) const;

    Endpoints endpoints_;
};

}  // namespace ledger::stellar
