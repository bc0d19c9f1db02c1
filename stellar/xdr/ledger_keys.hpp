// What finds an entry of the ledger. Keys of config settings are left out.
#pragma once

#include "stellar/xdr/assets.hpp"
#include "stellar/xdr/contract_values.hpp"
#include "stellar/xdr/declare.hpp"
#include "stellar/xdr/keys.hpp"

namespace ledger::stellar::xdr {

XDR_ENUM(LedgerEntryType, account = 0, trustline = 1, offer = 2, data = 3, claimable_balance = 4,
         liquidity_pool = 5, contract_data = 6, contract_code = 7, config_setting = 8, ttl = 9)

struct LedgerKeyAccount {
    AccountId account_id{};
    XDR_STRUCT(LedgerKeyAccount, account_id)
};

struct LedgerKeyTrustLine {
    AccountId account_id{};
    TrustLineAsset asset{};
    XDR_STRUCT(LedgerKeyTrustLine, account_id, asset)
};

struct LedgerKeyOffer {
    AccountId seller_id{};
    std::int64_t offer_id = 0;
    XDR_STRUCT(LedgerKeyOffer, seller_id, offer_id)
};

struct LedgerKeyData {
    AccountId account_id{};
    String64 data_name{};
    XDR_STRUCT(LedgerKeyData, account_id, data_name)
};

struct LedgerKeyClaimableBalance {
    ClaimableBalanceId balance_id{};
    XDR_STRUCT(LedgerKeyClaimableBalance, balance_id)
};

struct LedgerKeyLiquidityPool {
    PoolId liquidity_pool_id{};
    XDR_STRUCT(LedgerKeyLiquidityPool, liquidity_pool_id)
};

XDR_ENUM(ContractDataDurability, temporary = 0, persistent = 1)

struct LedgerKeyContractData {
    ScAddress contract{};
    ScVal key{};
    ContractDataDurability durability{};
    XDR_STRUCT(LedgerKeyContractData, contract, key, durability)
};

struct LedgerKeyContractCode {
    Hash hash{};
    XDR_STRUCT(LedgerKeyContractCode, hash)
};

struct LedgerKeyTtl {
    Hash key_hash{};
    XDR_STRUCT(LedgerKeyTtl, key_hash)
};

struct LedgerKey
    : Union<LedgerEntryType, Arm<LedgerKeyAccount, LedgerEntryType::account>,
            Arm<LedgerKeyTrustLine, LedgerEntryType::trustline>,
            Arm<LedgerKeyOffer, LedgerEntryType::offer>, Arm<LedgerKeyData, LedgerEntryType::data>,
            Arm<LedgerKeyClaimableBalance, LedgerEntryType::claimable_balance>,
            Arm<LedgerKeyLiquidityPool, LedgerEntryType::liquidity_pool>,
            Arm<LedgerKeyContractData, LedgerEntryType::contract_data>,
            Arm<LedgerKeyContractCode, LedgerEntryType::contract_code>,
            Arm<LedgerKeyTtl, LedgerEntryType::ttl>> {
    XDR_UNION(LedgerKey)
};

}  // namespace ledger::stellar::xdr
