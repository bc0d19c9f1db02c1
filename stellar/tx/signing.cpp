#include "stellar/tx/signing.hpp"

#include "stellar/keys/key_pair.hpp"
#include "stellar/keys/signature_hint.hpp"
#include "stellar/tx/hashes.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace ledger::stellar {
namespace {

using xdr::EnvelopeType;
using xdr::SignerKeyType;

/// What a signature, a preimage and a payload have at most.
constexpr std::size_t most_bytes = 64;

xdr::DecoratedSignature decorated(const SignatureHint& hint, std::string_view bytes) {
    return {.hint = {hint}, .signature = {std::string{bytes}}};
}

std::string_view view_of(const Ed25519Signature& signature) {
    return {reinterpret_cast<const char*>(signature.data()), signature.size()};
}

std::unexpected<Error> invalid(std::string message) {
    return fail(ErrorKind::validation, "signature.invalid", std::move(message));
}

bool verifies(const Ed25519Key& key, std::string_view message, const std::string& bytes) {
    if (bytes.size() != std::tuple_size_v<Ed25519Signature>) return false;
    return is_signed(key, message,
                     ByteReader{bytes}.take_array<std::tuple_size_v<Ed25519Signature>>());
}

}  // namespace

const Signatures& signatures_of(const xdr::TransactionEnvelope& envelope) {
    if (const auto* v1 = envelope.get_if<EnvelopeType::tx>()) return v1->signatures;
    if (const auto* fee_bump = envelope.get_if<EnvelopeType::tx_fee_bump>())
        return fee_bump->signatures;
    return envelope.get_if<EnvelopeType::tx_v0>()->signatures;
}

Signatures& signatures_of(xdr::TransactionEnvelope& envelope) {
    return const_cast<Signatures&>(signatures_of(std::as_const(envelope)));
}

Result<xdr::DecoratedSignature> signature_by(const Signer& signer, const Hash& hash) {
    TRY(signature, signer.sign(as_view(hash)));
    return decorated(key_hint(signer.public_key()), view_of(signature));
}

Result<xdr::DecoratedSignature> signature_by_preimage(std::string_view preimage) {
    if (preimage.size() > most_bytes)
        return invalid("the preimage of hash(x) must have at most 64 bytes");
    return decorated(hash_x_hint(sha256(preimage)), preimage);
}

Result<xdr::DecoratedSignature> signature_over_payload(const Signer& signer,
                                                       std::string_view payload) {
    if (payload.empty() || payload.size() > most_bytes)
        return invalid("a signed payload must have 1 to 64 bytes");
    TRY(signature, signer.sign(payload));
    return decorated(signed_payload_hint(signer.public_key(), payload), view_of(signature));
}

Result<void> sign(xdr::TransactionEnvelope& envelope, const Hash& network,
                  std::span<const Signer* const> signers) {
    TRY(hash, transaction_hash(network, envelope));
    std::vector<xdr::DecoratedSignature> signatures;
    for (const Signer* signer : signers) {
        TRY(signature, signature_by(*signer, hash));
        signatures.push_back(std::move(signature));
    }
    return add_signatures(envelope, signatures);
}

Result<void> add_signatures(xdr::TransactionEnvelope& envelope,
                            std::span<const xdr::DecoratedSignature> signatures) {
    Signatures& all = signatures_of(envelope);
    if (all.size() + signatures.size() > most_signatures)
        return fail(ErrorKind::validation, "signature.too_many",
                    "an envelope holds at most 20 signatures");
    all.insert(all.end(), signatures.begin(), signatures.end());
    return {};
}

bool is_signed_by(const xdr::SignerKey& key, const xdr::DecoratedSignature& signature,
                  const Hash& hash) {
    const SignatureHint& hint = signature.hint.bytes;
    const std::string& bytes = signature.signature.bytes;
    if (const auto* ed25519 = key.get_if<SignerKeyType::ed25519>())
        return hint == key_hint(ed25519->bytes) && verifies(ed25519->bytes, as_view(hash), bytes);
    if (const auto* hash_x = key.get_if<SignerKeyType::hash_x>())
        return hint == hash_x_hint(*hash_x) && sha256(bytes) == *hash_x;
    if (const auto* over = key.get_if<SignerKeyType::ed25519_signed_payload>()) {
        const std::string& payload = over->payload.bytes;
        return hint == signed_payload_hint(over->ed25519.bytes, payload) &&
               verifies(over->ed25519.bytes, payload, bytes);
    }
    return false;
}

bool is_pre_authorized_by(const xdr::SignerKey& key, const Hash& hash) {
    const Hash* authorized = key.get_if<SignerKeyType::pre_auth_tx>();
    return authorized != nullptr && *authorized == hash;
}

std::optional<std::size_t> signer_of(const xdr::DecoratedSignature& signature, const Hash& hash,
                                     std::span<const xdr::SignerKey> keys) {
    const auto found = std::ranges::find_if(
        keys, [&](const xdr::SignerKey& key) { return is_signed_by(key, signature, hash); });
    if (found == keys.end()) return std::nullopt;
    return static_cast<std::size_t>(found - keys.begin());
}

}  // namespace ledger::stellar
