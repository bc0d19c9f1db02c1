#include "stellar/sandbox/signatures.hpp"

#include "stellar/keys/key_pair.hpp"
#include "stellar/keys/signature_hint.hpp"
#include "stellar/sandbox/entries.hpp"
#include "stellar/tx/hashes.hpp"

#include <algorithm>
#include <limits>

namespace ledger::stellar::sandbox {
namespace {

using xdr::arm;
using xdr::SignerKeyType;

constexpr std::uint32_t most_weight = std::numeric_limits<std::uint8_t>::max();
constexpr SignerKeyType signed_kinds[] = {SignerKeyType::hash_x, SignerKeyType::ed25519,
                                          SignerKeyType::ed25519_signed_payload};

std::uint32_t weight_of(const xdr::Signer& signer) { return std::min(signer.weight, most_weight); }

bool verifies(const Hash& key, std::string_view message, const std::string& signature) {
    Ed25519Signature bytes{};
    if (signature.size() != bytes.size()) return false;
    std::ranges::copy(signature, bytes.begin());
    return is_signed(key.bytes, message, bytes);
}

bool is_by(const xdr::SignerKey& key, const xdr::DecoratedSignature& decorated, const Hash& hash) {
    const SignatureHint& hint = decorated.hint.bytes;
    const std::string& signature = decorated.signature.bytes;
    if (const auto* ed25519 = key.get_if<SignerKeyType::ed25519>())
        return hint == key_hint(ed25519->bytes) && verifies(*ed25519, as_view(hash), signature);
    if (const auto* image = key.get_if<SignerKeyType::hash_x>())
        return hint == hash_x_hint(*image) && sha256(signature) == *image;
    const auto* payload = key.get_if<SignerKeyType::ed25519_signed_payload>();
    return payload != nullptr &&
           hint == signed_payload_hint(payload->ed25519.bytes, payload->payload.bytes) &&
           verifies(payload->ed25519, payload->payload.bytes, signature);
}

std::vector<xdr::Signer> of_kind(std::span<const xdr::Signer> signers, SignerKeyType kind) {
    std::vector<xdr::Signer> chosen;
    std::ranges::copy_if(signers, std::back_inserter(chosen),
                         [kind](const xdr::Signer& signer) { return signer.key.type() == kind; });
    return chosen;
}

}  // namespace

bool SignatureCheck::weighs(std::span<const xdr::Signer> signers, std::uint32_t needed) {
    std::uint32_t weight = 0;
    for (const xdr::Signer& signer : signers) {
        const auto* authorized = signer.key.get_if<SignerKeyType::pre_auth_tx>();
        if (authorized == nullptr || *authorized != hash_) continue;
        weight += weight_of(signer);
        if (weight >= needed) return true;
    }
    return std::ranges::any_of(signed_kinds, [&](SignerKeyType kind) {
        return take(of_kind(signers, kind), needed, weight);
    });
}

bool SignatureCheck::weighs(const xdr::AccountEntry& account, std::uint32_t needed) {
    std::vector<xdr::Signer> signers;
    if (const std::uint8_t weight = account.thresholds.bytes[master_weight]; weight != 0)
        signers.push_back(master_signer(account.account_id, weight));
    signers.insert(signers.end(), account.signers.begin(), account.signers.end());
    return weighs(signers, needed);
}

bool SignatureCheck::all_used() const {
    return std::ranges::all_of(used_, [](bool used) { return used; });
}

/// Each signer counts once, and each signature for one signer.
bool SignatureCheck::take(std::vector<xdr::Signer> signers, std::uint32_t needed,
                          std::uint32_t& weight) {
    for (std::size_t i = 0; i < signatures_.size(); ++i) {
        const auto signer = std::ranges::find_if(signers, [&](const xdr::Signer& candidate) {
            return is_by(candidate.key, signatures_[i], hash_);
        });
        if (signer == signers.end()) continue;
        used_[i] = true;
        weight += weight_of(*signer);
        if (weight >= needed) return true;
        signers.erase(signer);
    }
    return false;
}

xdr::Signer master_signer(const xdr::AccountId& account, std::uint32_t weight) {
    return {.key = xdr::SignerKey{arm<SignerKeyType::ed25519>, public_key(account)},
            .weight = weight};
}

}  // namespace ledger::stellar::sandbox
