#include "stellar/sandbox/service/signed_transaction.hpp"

#include "stellar/keys/signature_hint.hpp"
#include "stellar/sandbox/entries.hpp"
#include "stellar/tx/hashes.hpp"

#include <utility>

namespace ledger::stellar::sandbox {
namespace {

constexpr std::uint32_t fee_per_operation = 100;

xdr::DecoratedSignature signature_of(const KeyPair& signer, const Hash& hash) {
    const Ed25519Signature signature = signer.sign(as_view(hash));
    return {.hint = {key_hint(signer.public_key())},
            .signature = {std::string{signature.begin(), signature.end()}}};
}

}  // namespace

xdr::MuxedAccount muxed_account(const KeyPair& account) {
    return xdr::MuxedAccount{xdr::arm<xdr::CryptoKeyType::ed25519>, Hash{account.public_key()}};
}

Result<xdr::TransactionEnvelope> signed_transaction(const Hash& network,
                                                    const TransactionOrigin& origin,
                                                    std::vector<xdr::Operation> operations) {
    xdr::TransactionV1Envelope envelope;
    xdr::Transaction& tx = envelope.tx;
    tx.source_account = muxed_account(*origin.source);
    tx.fee = fee_per_operation * static_cast<std::uint32_t>(operations.size());
    tx.seq_num = origin.sequence;
    for (xdr::Operation& operation : operations) tx.operations.push_back(std::move(operation));
    TRY(hash, transaction_hash(network, tx));
    envelope.signatures.push_back(signature_of(*origin.source, hash));
    for (const KeyPair* const signer : origin.further_signers)
        envelope.signatures.push_back(signature_of(*signer, hash));
    return xdr::TransactionEnvelope{xdr::arm<xdr::EnvelopeType::tx>, std::move(envelope)};
}

xdr::Operation create_account(const xdr::AccountId& account, std::int64_t balance) {
    return {.body =
                xdr::OperationBody{xdr::arm<xdr::OperationType::create_account>, account, balance}};
}

xdr::Operation create_account(const KeyPair& account, std::int64_t balance) {
    return create_account(account_id(Hash{account.public_key()}), balance);
}

}  // namespace ledger::stellar::sandbox
