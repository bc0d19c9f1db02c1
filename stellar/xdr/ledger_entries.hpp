// Entries of the ledger. Config settings are left out.
#pragma once

#include "stellar/xdr/account_entries.hpp"
#include "stellar/xdr/assets.hpp"
#include "stellar/xdr/claimants.hpp"
#include "stellar/xdr/contract_values.hpp"
#include "stellar/xdr/declare.hpp"
#include "stellar/xdr/keys.hpp"
#include "stellar/xdr/ledger_keys.hpp"

namespace ledger::stellar::xdr {

struct ClaimableBalanceEntryExtensionV1Ext : Union<std::int32_t, Arm<Void, 0>> {
    XDR_UNION(ClaimableBalanceEntryExtensionV1Ext)
};

struct ClaimableBalanceEntryExtensionV1 {
    ClaimableBalanceEntryExtensionV1Ext ext{};
    std::uint32_t flags = 0;
    XDR_STRUCT(ClaimableBalanceEntryExtensionV1, ext, flags)
};

struct ClaimableBalanceEntryExt
    : Union<std::int32_t, Arm<Void, 0>, Arm<ClaimableBalanceEntryExtensionV1, 1>> {
    XDR_UNION(ClaimableBalanceEntryExt)
};

struct ClaimableBalanceEntry {
    ClaimableBalanceId balance_id{};
    Array<Claimant, 10> claimants{};
    Asset asset{};
    std::int64_t amount = 0;
    ClaimableBalanceEntryExt ext{};
    XDR_STRUCT(ClaimableBalanceEntry, balance_id, claimants, asset, amount, ext)
};

struct LiquidityPoolEntryConstantProduct {
    LiquidityPoolConstantProductParameters params{};
    std::int64_t reserve_a = 0;
    std::int64_t reserve_b = 0;
    std::int64_t total_pool_shares = 0;
    std::int64_t pool_shares_trust_line_count = 0;
    XDR_STRUCT(LiquidityPoolEntryConstantProduct, params, reserve_a, reserve_b, total_pool_shares,
               pool_shares_trust_line_count)
};

struct LiquidityPoolEntryBody
    : Union<LiquidityPoolType, Arm<LiquidityPoolEntryConstantProduct,
                                   LiquidityPoolType::liquidity_pool_constant_product>> {
    XDR_UNION(LiquidityPoolEntryBody)
};

struct LiquidityPoolEntry {
    PoolId liquidity_pool_id{};
    LiquidityPoolEntryBody body{};
    XDR_STRUCT(LiquidityPoolEntry, liquidity_pool_id, body)
};

struct ContractDataEntry {
    ExtensionPoint ext{};
    ScAddress contract{};
    ScVal key{};
    ContractDataDurability durability{};
    ScVal val{};
    XDR_STRUCT(ContractDataEntry, ext, contract, key, durability, val)
};

struct ContractCodeCostInputs {
    ExtensionPoint ext{};
    std::uint32_t n_instructions = 0;
    std::uint32_t n_functions = 0;
    std::uint32_t n_globals = 0;
    std::uint32_t n_table_entries = 0;
    std::uint32_t n_types = 0;
    std::uint32_t n_data_segments = 0;
    std::uint32_t n_elem_segments = 0;
    std::uint32_t n_imports = 0;
    std::uint32_t n_exports = 0;
    std::uint32_t n_data_segment_bytes = 0;
    XDR_STRUCT(ContractCodeCostInputs, ext, n_instructions, n_functions, n_globals, n_table_entries,
               n_types, n_data_segments, n_elem_segments, n_imports, n_exports,
               n_data_segment_bytes)
};

struct ContractCodeEntryV1 {
    ExtensionPoint ext{};
    ContractCodeCostInputs cost_inputs{};
    XDR_STRUCT(ContractCodeEntryV1, ext, cost_inputs)
};

struct ContractCodeEntryExt : Union<std::int32_t, Arm<Void, 0>, Arm<ContractCodeEntryV1, 1>> {
    XDR_UNION(ContractCodeEntryExt)
};

struct ContractCodeEntry {
    ContractCodeEntryExt ext{};
    Hash hash{};
    VarOpaque<> code{};
    XDR_STRUCT(ContractCodeEntry, ext, hash, code)
};

struct TtlEntry {
    Hash key_hash{};
    std::uint32_t live_until_ledger_seq = 0;
    XDR_STRUCT(TtlEntry, key_hash, live_until_ledger_seq)
};

struct LedgerEntryData
    : Union<LedgerEntryType, Arm<AccountEntry, LedgerEntryType::account>,
            Arm<TrustLineEntry, LedgerEntryType::trustline>,
            Arm<OfferEntry, LedgerEntryType::offer>, Arm<DataEntry, LedgerEntryType::data>,
            Arm<ClaimableBalanceEntry, LedgerEntryType::claimable_balance>,
            Arm<LiquidityPoolEntry, LedgerEntryType::liquidity_pool>,
            Arm<ContractDataEntry, LedgerEntryType::contract_data>,
            Arm<ContractCodeEntry, LedgerEntryType::contract_code>,
            Arm<TtlEntry, LedgerEntryType::ttl>> {
    XDR_UNION(LedgerEntryData)
};

struct LedgerEntryExtensionV1Ext : Union<std::int32_t, Arm<Void, 0>> {
    XDR_UNION(LedgerEntryExtensionV1Ext)
};

struct LedgerEntryExtensionV1 {
    SponsorshipDescriptor sponsoring_id{};
    LedgerEntryExtensionV1Ext ext{};
    XDR_STRUCT(LedgerEntryExtensionV1, sponsoring_id, ext)
};

struct LedgerEntryExt : Union<std::int32_t, Arm<Void, 0>, Arm<LedgerEntryExtensionV1, 1>> {
    XDR_UNION(LedgerEntryExt)
};

struct LedgerEntry {
    std::uint32_t last_modified_ledger_seq = 0;
    LedgerEntryData data{};
    LedgerEntryExt ext{};
    XDR_STRUCT(LedgerEntry, last_modified_ledger_seq, data, ext)
};

}  // namespace ledger::stellar::xdr
