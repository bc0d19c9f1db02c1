#include "stellar/tx/hashes.hpp"

#include "stellar/tx/conversions.hpp"

#include <sodium.h>
#include <utility>

namespace ledger::stellar {
namespace {

using xdr::arm;
using xdr::EnvelopeType;
using xdr::HashIdPreimage;
using xdr::SorobanCredentialsType;
using Tagged = xdr::TransactionSignaturePayloadTaggedTransaction;

Result<Hash> hash_tagged(const Hash& network, Tagged tagged) {
    return xdr_hash(xdr::TransactionSignaturePayload{network, std::move(tagged)});
}

xdr::Preconditions preconditions_of(const xdr::Optional<xdr::TimeBounds>& bounds) {
    if (!bounds) return {};
    return xdr::Preconditions{arm<xdr::PreconditionType::time>, *bounds};
}

}  // namespace

Hash sha256(std::string_view bytes) {
    Hash hash;
    crypto_hash_sha256(hash.bytes.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                       bytes.size());
    return hash;
}

xdr::Transaction upgraded(const xdr::TransactionV0& tx) {
    return {.source_account =
                xdr::MuxedAccount{arm<xdr::CryptoKeyType::ed25519>, tx.source_account_ed25519},
            .fee = tx.fee,
            .seq_num = tx.seq_num,
            .cond = preconditions_of(tx.time_bounds),
            .memo = tx.memo,
            .operations = tx.operations};
}

Result<Hash> transaction_hash(const Hash& network, const xdr::Transaction& tx) {
    return hash_tagged(network, Tagged{arm<EnvelopeType::tx>, tx});
}

Result<Hash> transaction_hash(const Hash& network, const xdr::FeeBumpTransaction& tx) {
    return hash_tagged(network, Tagged{arm<EnvelopeType::tx_fee_bump>, tx});
}

Result<Hash> transaction_hash(const Hash& network, const xdr::TransactionEnvelope& envelope) {
    if (const auto* v1 = envelope.get_if<EnvelopeType::tx>())
        return transaction_hash(network, v1->tx);
    if (const auto* fee_bump = envelope.get_if<EnvelopeType::tx_fee_bump>())
        return transaction_hash(network, fee_bump->tx);
    return transaction_hash(network, upgraded(envelope.get_if<EnvelopeType::tx_v0>()->tx));
}

Result<Hash> inner_hash(const Hash& network, const xdr::FeeBumpTransaction& tx) {
    return transaction_hash(network, tx.inner_tx.get_if<EnvelopeType::tx>()->tx);
}

Result<Hash> inner_hash(const Hash& network, const xdr::TransactionEnvelope& envelope) {
    if (const auto* fee_bump = envelope.get_if<EnvelopeType::tx_fee_bump>())
        return inner_hash(network, fee_bump->tx);
    return transaction_hash(network, envelope);
}

Result<xdr::ContractId> contract_id(const Hash& network, const xdr::ContractIdPreimage& preimage) {
    TRY(hash, xdr_hash(HashIdPreimage{arm<EnvelopeType::contract_id>, network, preimage}));
    return xdr::ContractId{hash};
}

Result<xdr::ClaimableBalanceId> claimable_balance_id(const xdr::MuxedAccount& source,
                                                     xdr::SequenceNumber sequence,
                                                     std::uint32_t index) {
    TRY(hash, xdr_hash(HashIdPreimage{arm<EnvelopeType::op_id>, account_id(key_of(source)),
                                      sequence, index}));
    return xdr::ClaimableBalanceId{arm<xdr::ClaimableBalanceIdType::claimable_balance_id_type_v0>,
                                   hash};
}

Result<Hash> authorization_hash(const Hash& network, const xdr::SorobanAuthorizationEntry& entry) {
    const auto with_address = [&](const xdr::SorobanAddressCredentials& address) {
        return xdr_hash(HashIdPreimage{arm<EnvelopeType::soroban_authorization_with_address>,
                                       network, address.nonce, address.signature_expiration_ledger,
                                       address.address, entry.root_invocation});
    };
    const xdr::SorobanCredentials& credentials = entry.credentials;
    if (const auto* address = credentials.get_if<SorobanCredentialsType::address>())
        return xdr_hash(HashIdPreimage{arm<EnvelopeType::soroban_authorization>, network,
                                       address->nonce, address->signature_expiration_ledger,
                                       entry.root_invocation});
    if (const auto* address = credentials.get_if<SorobanCredentialsType::address_v2>())
        return with_address(*address);
    if (const auto* delegating =
            credentials.get_if<SorobanCredentialsType::address_with_delegates>())
        return with_address(delegating->address_credentials);
    return fail(ErrorKind::validation, "authorization.source_account",
                "the transaction's signatures authorize this; nothing else is signed");
}

Result<xdr::PoolId> pool_id(const xdr::LiquidityPoolParameters& parameters) {
    TRY(hash, xdr_hash(parameters));
    return xdr::PoolId{hash};
}

Result<Hash> ledger_header_hash(const xdr::LedgerHeader& header) { return xdr_hash(header); }

Result<xdr::LedgerKeyTtl> ttl_key(const xdr::LedgerKey& key) {
    TRY(hash, xdr_hash(key));
    return xdr::LedgerKeyTtl{hash};
}

}  // namespace ledger::stellar
