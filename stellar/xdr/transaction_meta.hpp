// What a transaction changed, in all the versions of it that the network has had.
#pragma once

#include "stellar/xdr/contract_values.hpp"
#include "stellar/xdr/declare.hpp"
#include "stellar/xdr/events.hpp"
#include "stellar/xdr/keys.hpp"
#include "stellar/xdr/ledger_entries.hpp"
#include "stellar/xdr/ledger_keys.hpp"

namespace ledger::stellar::xdr {

XDR_ENUM(LedgerEntryChangeType, created = 0, updated = 1, removed = 2, state = 3, restored = 4)

struct LedgerEntryChange
    : Union<LedgerEntryChangeType, Arm<LedgerEntry, LedgerEntryChangeType::created>,
            Arm<LedgerEntry, LedgerEntryChangeType::updated>,
            Arm<LedgerKey, LedgerEntryChangeType::removed>,
            Arm<LedgerEntry, LedgerEntryChangeType::state>,
            Arm<LedgerEntry, LedgerEntryChangeType::restored>> {
    XDR_UNION(LedgerEntryChange)
};

using LedgerEntryChanges = Array<LedgerEntryChange>;

struct OperationMeta {
    LedgerEntryChanges changes{};
    XDR_STRUCT(OperationMeta, changes)
};

struct TransactionMetaV1 {
    LedgerEntryChanges tx_changes{};
    Array<OperationMeta> operations{};
    XDR_STRUCT(TransactionMetaV1, tx_changes, operations)
};

struct TransactionMetaV2 {
    LedgerEntryChanges tx_changes_before{};
    Array<OperationMeta> operations{};
    LedgerEntryChanges tx_changes_after{};
    XDR_STRUCT(TransactionMetaV2, tx_changes_before, operations, tx_changes_after)
};

struct SorobanTransactionMetaExtV1 {
    ExtensionPoint ext{};
    std::int64_t total_non_refundable_resource_fee_charged = 0;
    std::int64_t total_refundable_resource_fee_charged = 0;
    std::int64_t rent_fee_charged = 0;
    XDR_STRUCT(SorobanTransactionMetaExtV1, ext, total_non_refundable_resource_fee_charged,
               total_refundable_resource_fee_charged, rent_fee_charged)
};

struct SorobanTransactionMetaExt
    : Union<std::int32_t, Arm<Void, 0>, Arm<SorobanTransactionMetaExtV1, 1>> {
    XDR_UNION(SorobanTransactionMetaExt)
};

struct SorobanTransactionMeta {
    SorobanTransactionMetaExt ext{};
    Array<ContractEvent> events{};
    ScVal return_value{};
    Array<DiagnosticEvent> diagnostic_events{};
    XDR_STRUCT(SorobanTransactionMeta, ext, events, return_value, diagnostic_events)
};

struct TransactionMetaV3 {
    ExtensionPoint ext{};
    LedgerEntryChanges tx_changes_before{};
    Array<OperationMeta> operations{};
    LedgerEntryChanges tx_changes_after{};
    Optional<SorobanTransactionMeta> soroban_meta{};
    XDR_STRUCT(TransactionMetaV3, ext, tx_changes_before, operations, tx_changes_after,
               soroban_meta)
};

struct OperationMetaV2 {
    ExtensionPoint ext{};
    LedgerEntryChanges changes{};
    Array<ContractEvent> events{};
    XDR_STRUCT(OperationMetaV2, ext, changes, events)
};

struct SorobanTransactionMetaV2 {
    SorobanTransactionMetaExt ext{};
    Optional<ScVal> return_value{};
    XDR_STRUCT(SorobanTransactionMetaV2, ext, return_value)
};

struct TransactionMetaV4 {
    ExtensionPoint ext{};
    LedgerEntryChanges tx_changes_before{};
    Array<OperationMetaV2> operations{};
    LedgerEntryChanges tx_changes_after{};
    Optional<SorobanTransactionMetaV2> soroban_meta{};
    Array<TransactionEvent> events{};
    Array<DiagnosticEvent> diagnostic_events{};
    XDR_STRUCT(TransactionMetaV4, ext, tx_changes_before, operations, tx_changes_after,
               soroban_meta, events, diagnostic_events)
};

struct TransactionMeta
    : Union<std::int32_t, Arm<Array<OperationMeta>, 0>, Arm<TransactionMetaV1, 1>,
            Arm<TransactionMetaV2, 2>, Arm<TransactionMetaV3, 3>, Arm<TransactionMetaV4, 4>> {
    XDR_UNION(TransactionMeta)
};

}  // namespace ledger::stellar::xdr
