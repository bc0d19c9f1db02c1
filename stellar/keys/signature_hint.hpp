// The four bytes beside a signature that say whose it may be.
#pragma once

#include "engine/kernel/bytes.hpp"
#include "engine/ports/signer.hpp"
#include "stellar/strkey/strkey.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ledger::stellar {

/// Not unique: whoever checks signatures tries every signer with the same hint.
using SignatureHint = std::array<std::uint8_t, 4>;

/// Of a signature by a key: the end of the key.
SignatureHint key_hint(const Ed25519Key& key);
/// Of the preimage that stands for a signature by hash(x): the end of the hash.
SignatureHint hash_x_hint(const Hash& hash);
/// Of a signature over `payload` itself: the key's hint XOR the last four bytes of the payload, or
/// all of a shorter one with zeros after it (CAP-40). `payload` is not empty.
SignatureHint signed_payload_hint(const Ed25519Key& key, std::string_view payload);

/// Of what a signer of an account, written as strkey, puts beside a transaction. Nothing for a
/// pre-authorized transaction, which nobody signs, and for what is no signer.
std::optional<SignatureHint> signer_hint(const Strkey& signer);

}  // namespace ledger::stellar
