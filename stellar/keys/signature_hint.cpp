#include "stellar/keys/signature_hint.hpp"

#include <algorithm>
#include <string>

namespace ledger::stellar {
namespace {

constexpr std::size_t hint_size = std::tuple_size_v<SignatureHint>;

/// `bytes` are at least as many.
SignatureHint end_of(std::string_view bytes) {
    return ByteReader{bytes.substr(bytes.size() - hint_size)}.take_array<hint_size>();
}

SignatureHint xor_of(SignatureHint one, const SignatureHint& other) {
    for (std::size_t i = 0; i < hint_size; ++i) one[i] ^= other[i];
    return one;
}

SignatureHint payload_hint(std::string_view key, std::string_view payload) {
    std::string padded{payload};
    padded.resize(std::max(padded.size(), hint_size), '\0');
    return xor_of(end_of(key), end_of(padded));
}

}  // namespace

SignatureHint key_hint(const Ed25519Key& key) { return end_of(as_view(key)); }

SignatureHint hash_x_hint(const Hash& hash) { return end_of(as_view(hash)); }

SignatureHint signed_payload_hint(const Ed25519Key& key, std::string_view payload) {
    return payload_hint(as_view(key), payload);
}

std::optional<SignatureHint> signer_hint(const Strkey& signer) {
    if (signer.kind == StrkeyKind::account || signer.kind == StrkeyKind::hash_x)
        return end_of(signer.payload);
    if (signer.kind != StrkeyKind::signed_payload) return std::nullopt;
    ByteReader reader{signer.payload};
    const std::string_view key = reader.take_bytes(std::tuple_size_v<Ed25519Key>);
    const auto size = reader.take<std::uint32_t>();
    return payload_hint(key, reader.take_bytes(size));
}

}  // namespace ledger::stellar
