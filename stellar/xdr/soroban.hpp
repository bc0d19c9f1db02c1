// Invocations of contracts, their authorization and their resources.
#pragma once

#include "stellar/xdr/assets.hpp"
#include "stellar/xdr/contract_values.hpp"
#include "stellar/xdr/declare.hpp"
#include "stellar/xdr/ledger_keys.hpp"

namespace ledger::stellar::xdr {

XDR_ENUM(HostFunctionType, invoke_contract = 0, create_contract = 1, upload_contract_wasm = 2,
         create_contract_v2 = 3)

struct InvokeContractArgs {
    ScAddress contract_address{};
    ScSymbol function_name{};
    Array<ScVal> args{};
    XDR_STRUCT(InvokeContractArgs, contract_address, function_name, args)
};

XDR_ENUM(ContractIdPreimageType, address = 0, asset = 1)

struct ContractIdPreimageFromAddress {
    ScAddress address{};
    Uint256 salt{};
    XDR_STRUCT(ContractIdPreimageFromAddress, address, salt)
};

struct ContractIdPreimage
    : Union<ContractIdPreimageType,
            Arm<ContractIdPreimageFromAddress, ContractIdPreimageType::address>,
            Arm<Asset, ContractIdPreimageType::asset>> {
    XDR_UNION(ContractIdPreimage)
};

struct CreateContractArgs {
    ContractIdPreimage contract_id_preimage{};
    ContractExecutable executable{};
    XDR_STRUCT(CreateContractArgs, contract_id_preimage, executable)
};

struct CreateContractArgsV2 {
    ContractIdPreimage contract_id_preimage{};
    ContractExecutable executable{};
    Array<ScVal> constructor_args{};
    XDR_STRUCT(CreateContractArgsV2, contract_id_preimage, executable, constructor_args)
};

struct HostFunction
    : Union<HostFunctionType, Arm<InvokeContractArgs, HostFunctionType::invoke_contract>,
            Arm<CreateContractArgs, HostFunctionType::create_contract>,
            Arm<VarOpaque<>, HostFunctionType::upload_contract_wasm>,
            Arm<CreateContractArgsV2, HostFunctionType::create_contract_v2>> {
    XDR_UNION(HostFunction)
};

XDR_ENUM(SorobanCredentialsType, source_account = 0, address = 1, address_v2 = 2,
         address_with_delegates = 3)

struct SorobanAddressCredentials {
    ScAddress address{};
    std::int64_t nonce = 0;
    std::uint32_t signature_expiration_ledger = 0;
    ScVal signature{};
    XDR_STRUCT(SorobanAddressCredentials, address, nonce, signature_expiration_ledger, signature)
};

struct SorobanDelegateSignature {
    ScAddress address{};
    ScVal signature{};
    Array<SorobanDelegateSignature> nested_delegates{};
    XDR_STRUCT(SorobanDelegateSignature, address, signature, nested_delegates)
};

struct SorobanAddressCredentialsWithDelegates {
    SorobanAddressCredentials address_credentials{};
    Array<SorobanDelegateSignature> delegates{};
    XDR_STRUCT(SorobanAddressCredentialsWithDelegates, address_credentials, delegates)
};

struct SorobanCredentials
    : Union<SorobanCredentialsType, Arm<Void, SorobanCredentialsType::source_account>,
            Arm<SorobanAddressCredentials, SorobanCredentialsType::address>,
            Arm<SorobanAddressCredentials, SorobanCredentialsType::address_v2>,
            Arm<SorobanAddressCredentialsWithDelegates,
                SorobanCredentialsType::address_with_delegates>> {
    XDR_UNION(SorobanCredentials)
};

XDR_ENUM(SorobanAuthorizedFunctionType, contract_fn = 0, create_contract_host_fn = 1,
         create_contract_v2_host_fn = 2)

struct SorobanAuthorizedFunction
    : Union<SorobanAuthorizedFunctionType,
            Arm<InvokeContractArgs, SorobanAuthorizedFunctionType::contract_fn>,
            Arm<CreateContractArgs, SorobanAuthorizedFunctionType::create_contract_host_fn>,
            Arm<CreateContractArgsV2, SorobanAuthorizedFunctionType::create_contract_v2_host_fn>> {
    XDR_UNION(SorobanAuthorizedFunction)
};

struct SorobanAuthorizedInvocation {
    SorobanAuthorizedFunction function{};
    Array<SorobanAuthorizedInvocation> sub_invocations{};
    XDR_STRUCT(SorobanAuthorizedInvocation, function, sub_invocations)
};

struct SorobanAuthorizationEntry {
    SorobanCredentials credentials{};
    SorobanAuthorizedInvocation root_invocation{};
    XDR_STRUCT(SorobanAuthorizationEntry, credentials, root_invocation)
};

using SorobanAuthorizationEntries = Array<SorobanAuthorizationEntry>;

struct SorobanResourcesExtV0 {
    Array<std::uint32_t> archived_soroban_entries{};
    XDR_STRUCT(SorobanResourcesExtV0, archived_soroban_entries)
};

struct SorobanTransactionDataExt
    : Union<std::int32_t, Arm<Void, 0>, Arm<SorobanResourcesExtV0, 1>> {
    XDR_UNION(SorobanTransactionDataExt)
};

struct LedgerFootprint {
    Array<LedgerKey> read_only{};
    Array<LedgerKey> read_write{};
    XDR_STRUCT(LedgerFootprint, read_only, read_write)
};

struct SorobanResources {
    LedgerFootprint footprint{};
    std::uint32_t instructions = 0;
    std::uint32_t disk_read_bytes = 0;
    std::uint32_t write_bytes = 0;
    XDR_STRUCT(SorobanResources, footprint, instructions, disk_read_bytes, write_bytes)
};

struct SorobanTransactionData {
    SorobanTransactionDataExt ext{};
    SorobanResources resources{};
    std::int64_t resource_fee = 0;
    XDR_STRUCT(SorobanTransactionData, ext, resources, resource_fee)
};

}  // namespace ledger::stellar::xdr
