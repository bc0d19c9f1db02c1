// What ids are hashes of.
#pragma once

#include "stellar/xdr/assets.hpp"
#include "stellar/xdr/contract_values.hpp"
#include "stellar/xdr/declare.hpp"
#include "stellar/xdr/keys.hpp"
#include "stellar/xdr/soroban.hpp"
#include "stellar/xdr/transactions.hpp"

namespace ledger::stellar::xdr {

struct HashIdPreimageOperationId {
    AccountId source_account{};
    SequenceNumber seq_num = 0;
    std::uint32_t op_num = 0;
    XDR_STRUCT(HashIdPreimageOperationId, source_account, seq_num, op_num)
};

struct HashIdPreimageRevokeId {
    AccountId source_account{};
    SequenceNumber seq_num = 0;
    std::uint32_t op_num = 0;
    PoolId liquidity_pool_id{};
    Asset asset{};
    XDR_STRUCT(HashIdPreimageRevokeId, source_account, seq_num, op_num, liquidity_pool_id, asset)
};

struct HashIdPreimageContractId {
    Hash network_id{};
    ContractIdPreimage contract_id_preimage{};
    XDR_STRUCT(HashIdPreimageContractId, network_id, contract_id_preimage)
};

struct HashIdPreimageSorobanAuthorization {
    Hash network_id{};
    std::int64_t nonce = 0;
    std::uint32_t signature_expiration_ledger = 0;
    SorobanAuthorizedInvocation invocation{};
    XDR_STRUCT(HashIdPreimageSorobanAuthorization, network_id, nonce, signature_expiration_ledger,
               invocation)
};

struct HashIdPreimageSorobanAuthorizationWithAddress {
    Hash network_id{};
    std::int64_t nonce = 0;
    std::uint32_t signature_expiration_ledger = 0;
    ScAddress address{};
    SorobanAuthorizedInvocation invocation{};
    XDR_STRUCT(HashIdPreimageSorobanAuthorizationWithAddress, network_id, nonce,
               signature_expiration_ledger, address, invocation)
};

struct HashIdPreimage
    : Union<EnvelopeType, Arm<HashIdPreimageOperationId, EnvelopeType::op_id>,
            Arm<HashIdPreimageRevokeId, EnvelopeType::pool_revoke_op_id>,
            Arm<HashIdPreimageContractId, EnvelopeType::contract_id>,
            Arm<HashIdPreimageSorobanAuthorization, EnvelopeType::soroban_authorization>,
            Arm<HashIdPreimageSorobanAuthorizationWithAddress,
                EnvelopeType::soroban_authorization_with_address>> {
    XDR_UNION(HashIdPreimage)
};

}  // namespace ledger::stellar::xdr
