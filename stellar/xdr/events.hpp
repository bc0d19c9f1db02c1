// Events of contracts.
#pragma once

#include "stellar/xdr/contract_values.hpp"
#include "stellar/xdr/declare.hpp"
#include "stellar/xdr/keys.hpp"

namespace ledger::stellar::xdr {

XDR_ENUM(ContractEventType, system = 0, contract = 1, diagnostic = 2)

struct ContractEventV0 {
    Array<ScVal> topics{};
    ScVal data{};
    XDR_STRUCT(ContractEventV0, topics, data)
};

struct ContractEventBody : Union<std::int32_t, Arm<ContractEventV0, 0>> {
    XDR_UNION(ContractEventBody)
};

struct ContractEvent {
    ExtensionPoint ext{};
    Optional<ContractId> contract_id{};
    // NOLINTNEXTLINE(readability-identifier-naming): what SEP-51 calls it.
    ContractEventType type_{};
    ContractEventBody body{};
    XDR_STRUCT(ContractEvent, ext, contract_id, type_, body)
};

struct DiagnosticEvent {
    bool in_successful_contract_call = false;
    ContractEvent event{};
    XDR_STRUCT(DiagnosticEvent, in_successful_contract_call, event)
};

XDR_ENUM(TransactionEventStage, before_all_txs = 0, after_tx = 1, after_all_txs = 2)

struct TransactionEvent {
    TransactionEventStage stage{};
    ContractEvent event{};
    XDR_STRUCT(TransactionEvent, stage, event)
};

struct InvokeHostFunctionSuccessPreImage {
    ScVal return_value{};
    Array<ContractEvent> events{};
    XDR_STRUCT(InvokeHostFunctionSuccessPreImage, return_value, events)
};

}  // namespace ledger::stellar::xdr
