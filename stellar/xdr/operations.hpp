// The bodies of operations.
#pragma once

#include "stellar/xdr/account_entries.hpp"
#include "stellar/xdr/assets.hpp"
#include "stellar/xdr/claimants.hpp"
#include "stellar/xdr/declare.hpp"
#include "stellar/xdr/keys.hpp"
#include "stellar/xdr/ledger_keys.hpp"
#include "stellar/xdr/soroban.hpp"

namespace ledger::stellar::xdr {

struct CreateAccountOp {
    AccountId destination{};
    std::int64_t starting_balance = 0;
    XDR_STRUCT(CreateAccountOp, destination, starting_balance)
};

struct PaymentOp {
    MuxedAccount destination{};
    Asset asset{};
    std::int64_t amount = 0;
    XDR_STRUCT(PaymentOp, destination, asset, amount)
};

struct PathPaymentStrictReceiveOp {
    Asset send_asset{};
    std::int64_t send_max = 0;
    MuxedAccount destination{};
    Asset dest_asset{};
    std::int64_t dest_amount = 0;
    Array<Asset, 5> path{};
    XDR_STRUCT(PathPaymentStrictReceiveOp, send_asset, send_max, destination, dest_asset,
               dest_amount, path)
};

struct PathPaymentStrictSendOp {
    Asset send_asset{};
    std::int64_t send_amount = 0;
    MuxedAccount destination{};
    Asset dest_asset{};
    std::int64_t dest_min = 0;
    Array<Asset, 5> path{};
    XDR_STRUCT(PathPaymentStrictSendOp, send_asset, send_amount, destination, dest_asset, dest_min,
               path)
};

struct ManageSellOfferOp {
    Asset selling{};
    Asset buying{};
    std::int64_t amount = 0;
    Price price{};
    std::int64_t offer_id = 0;
    XDR_STRUCT(ManageSellOfferOp, selling, buying, amount, price, offer_id)
};

struct ManageBuyOfferOp {
    Asset selling{};
    Asset buying{};
    std::int64_t buy_amount = 0;
    Price price{};
    std::int64_t offer_id = 0;
    XDR_STRUCT(ManageBuyOfferOp, selling, buying, buy_amount, price, offer_id)
};

struct CreatePassiveSellOfferOp {
    Asset selling{};
    Asset buying{};
    std::int64_t amount = 0;
    Price price{};
    XDR_STRUCT(CreatePassiveSellOfferOp, selling, buying, amount, price)
};

struct SetOptionsOp {
    Optional<AccountId> inflation_dest{};
    Optional<std::uint32_t> clear_flags{};
    Optional<std::uint32_t> set_flags{};
    Optional<std::uint32_t> master_weight{};
    Optional<std::uint32_t> low_threshold{};
    Optional<std::uint32_t> med_threshold{};
    Optional<std::uint32_t> high_threshold{};
    Optional<String32> home_domain{};
    Optional<Signer> signer{};
    XDR_STRUCT(SetOptionsOp, inflation_dest, clear_flags, set_flags, master_weight, low_threshold,
               med_threshold, high_threshold, home_domain, signer)
};

struct ChangeTrustOp {
    ChangeTrustAsset line{};
    std::int64_t limit = 0;
    XDR_STRUCT(ChangeTrustOp, line, limit)
};

struct AllowTrustOp {
    AccountId trustor{};
    AssetCode asset{};
    std::uint32_t authorize = 0;
    XDR_STRUCT(AllowTrustOp, trustor, asset, authorize)
};

struct ManageDataOp {
    String64 data_name{};
    Optional<DataValue> data_value{};
    XDR_STRUCT(ManageDataOp, data_name, data_value)
};

struct BumpSequenceOp {
    SequenceNumber bump_to = 0;
    XDR_STRUCT(BumpSequenceOp, bump_to)
};

struct CreateClaimableBalanceOp {
    Asset asset{};
    std::int64_t amount = 0;
    Array<Claimant, 10> claimants{};
    XDR_STRUCT(CreateClaimableBalanceOp, asset, amount, claimants)
};

struct ClaimClaimableBalanceOp {
    ClaimableBalanceId balance_id{};
    XDR_STRUCT(ClaimClaimableBalanceOp, balance_id)
};

struct BeginSponsoringFutureReservesOp {
    AccountId sponsored_id{};
    XDR_STRUCT(BeginSponsoringFutureReservesOp, sponsored_id)
};

XDR_ENUM(RevokeSponsorshipType, ledger_entry = 0, signer = 1)

struct RevokeSponsorshipOpSigner {
    AccountId account_id{};
    SignerKey signer_key{};
    XDR_STRUCT(RevokeSponsorshipOpSigner, account_id, signer_key)
};

struct RevokeSponsorshipOp
    : Union<RevokeSponsorshipType, Arm<LedgerKey, RevokeSponsorshipType::ledger_entry>,
            Arm<RevokeSponsorshipOpSigner, RevokeSponsorshipType::signer>> {
    XDR_UNION(RevokeSponsorshipOp)
};

struct ClawbackOp {
    Asset asset{};
    MuxedAccount from{};
    std::int64_t amount = 0;
    XDR_STRUCT(ClawbackOp, asset, from, amount)
};

struct ClawbackClaimableBalanceOp {
    ClaimableBalanceId balance_id{};
    XDR_STRUCT(ClawbackClaimableBalanceOp, balance_id)
};

struct SetTrustLineFlagsOp {
    AccountId trustor{};
    Asset asset{};
    std::uint32_t clear_flags = 0;
    std::uint32_t set_flags = 0;
    XDR_STRUCT(SetTrustLineFlagsOp, trustor, asset, clear_flags, set_flags)
};

struct LiquidityPoolDepositOp {
    PoolId liquidity_pool_id{};
    std::int64_t max_amount_a = 0;
    std::int64_t max_amount_b = 0;
    Price min_price{};
    Price max_price{};
    XDR_STRUCT(LiquidityPoolDepositOp, liquidity_pool_id, max_amount_a, max_amount_b, min_price,
               max_price)
};

struct LiquidityPoolWithdrawOp {
    PoolId liquidity_pool_id{};
    std::int64_t amount = 0;
    std::int64_t min_amount_a = 0;
    std::int64_t min_amount_b = 0;
    XDR_STRUCT(LiquidityPoolWithdrawOp, liquidity_pool_id, amount, min_amount_a, min_amount_b)
};

struct InvokeHostFunctionOp {
    HostFunction host_function{};
    Array<SorobanAuthorizationEntry> auth{};
    XDR_STRUCT(InvokeHostFunctionOp, host_function, auth)
};

struct ExtendFootprintTtlOp {
    ExtensionPoint ext{};
    std::uint32_t extend_to = 0;
    XDR_STRUCT(ExtendFootprintTtlOp, ext, extend_to)
};

struct RestoreFootprintOp {
    ExtensionPoint ext{};
    XDR_STRUCT(RestoreFootprintOp, ext)
};

}  // namespace ledger::stellar::xdr
