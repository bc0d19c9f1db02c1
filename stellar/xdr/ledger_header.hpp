// Headers of ledgers and sets of transactions.
#pragma once

#include "stellar/xdr/declare.hpp"
#include "stellar/xdr/keys.hpp"
#include "stellar/xdr/transactions.hpp"

namespace ledger::stellar::xdr {

using UpgradeType = VarOpaque<128>;

XDR_ENUM(StellarValueType, basic = 0, signed_ = 1)

struct LedgerCloseValueSignature {
    NodeId node_id{};
    Signature signature{};
    XDR_STRUCT(LedgerCloseValueSignature, node_id, signature)
};

struct StellarValueExt : Union<StellarValueType, Arm<Void, StellarValueType::basic>,
                               Arm<LedgerCloseValueSignature, StellarValueType::signed_>> {
    XDR_UNION(StellarValueExt)
};

struct StellarValue {
    Hash tx_set_hash{};
    TimePoint close_time = 0;
    Array<UpgradeType, 6> upgrades{};
    StellarValueExt ext{};
    XDR_STRUCT(StellarValue, tx_set_hash, close_time, upgrades, ext)
};

struct LedgerHeaderExtensionV1Ext : Union<std::int32_t, Arm<Void, 0>> {
    XDR_UNION(LedgerHeaderExtensionV1Ext)
};

struct LedgerHeaderExtensionV1 {
    std::uint32_t flags = 0;
    LedgerHeaderExtensionV1Ext ext{};
    XDR_STRUCT(LedgerHeaderExtensionV1, flags, ext)
};

struct LedgerHeaderExt : Union<std::int32_t, Arm<Void, 0>, Arm<LedgerHeaderExtensionV1, 1>> {
    XDR_UNION(LedgerHeaderExt)
};

struct LedgerHeader {
    std::uint32_t ledger_version = 0;
    Hash previous_ledger_hash{};
    StellarValue scp_value{};
    Hash tx_set_result_hash{};
    Hash bucket_list_hash{};
    std::uint32_t ledger_seq = 0;
    std::int64_t total_coins = 0;
    std::int64_t fee_pool = 0;
    std::uint32_t inflation_seq = 0;
    std::uint64_t id_pool = 0;
    std::uint32_t base_fee = 0;
    std::uint32_t base_reserve = 0;
    std::uint32_t max_tx_set_size = 0;
    FixedArray<Hash, 4> skip_list{};
    LedgerHeaderExt ext{};
    XDR_STRUCT(LedgerHeader, ledger_version, previous_ledger_hash, scp_value, tx_set_result_hash,
               bucket_list_hash, ledger_seq, total_coins, fee_pool, inflation_seq, id_pool,
               base_fee, base_reserve, max_tx_set_size, skip_list, ext)
};

struct LedgerHeaderHistoryEntryExt : Union<std::int32_t, Arm<Void, 0>> {
    XDR_UNION(LedgerHeaderHistoryEntryExt)
};

struct LedgerHeaderHistoryEntry {
    Hash hash{};
    LedgerHeader header{};
    LedgerHeaderHistoryEntryExt ext{};
    XDR_STRUCT(LedgerHeaderHistoryEntry, hash, header, ext)
};

struct TransactionSet {
    Hash previous_ledger_hash{};
    Array<TransactionEnvelope> txs{};
    XDR_STRUCT(TransactionSet, previous_ledger_hash, txs)
};

XDR_ENUM(TxSetComponentType, txset_comp_txs_maybe_discounted_fee = 0)

struct TxSetComponentTxsMaybeDiscountedFee {
    Optional<std::int64_t> base_fee{};
    Array<TransactionEnvelope> txs{};
    XDR_STRUCT(TxSetComponentTxsMaybeDiscountedFee, base_fee, txs)
};

struct TxSetComponent
    : Union<TxSetComponentType, Arm<TxSetComponentTxsMaybeDiscountedFee,
                                    TxSetComponentType::txset_comp_txs_maybe_discounted_fee>> {
    XDR_UNION(TxSetComponent)
};

using DependentTxCluster = Array<TransactionEnvelope>;
using ParallelTxExecutionStage = Array<DependentTxCluster>;

struct ParallelTxsComponent {
    Optional<std::int64_t> base_fee{};
    Array<ParallelTxExecutionStage> execution_stages{};
    XDR_STRUCT(ParallelTxsComponent, base_fee, execution_stages)
};

struct TransactionPhase
    : Union<std::int32_t, Arm<Array<TxSetComponent>, 0>, Arm<ParallelTxsComponent, 1>> {
    XDR_UNION(TransactionPhase)
};

struct TransactionSetV1 {
    Hash previous_ledger_hash{};
    Array<TransactionPhase> phases{};
    XDR_STRUCT(TransactionSetV1, previous_ledger_hash, phases)
};

struct GeneralizedTransactionSet : Union<std::int32_t, Arm<TransactionSetV1, 1>> {
    XDR_UNION(GeneralizedTransactionSet)
};

}  // namespace ledger::stellar::xdr
