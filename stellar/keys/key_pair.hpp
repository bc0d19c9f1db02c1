// Ed25519 key pairs by libsodium, and their texts: G… for the public key, S… for the seed.
#pragma once

#include "engine/kernel/secret.hpp"
#include "engine/ports/entropy.hpp"
#include "engine/ports/signer.hpp"
#include "stellar/keys/locked_bytes.hpp"

#include <string>
#include <string_view>

namespace ledger::stellar {

inline constexpr std::size_t seed_size = 32;

/// The secret half stays in locked memory, and goes nowhere unless it is asked for by name.
class KeyPair {
public:
    static KeyPair generate(Entropy& entropy);
    /// `seed` has `seed_size` bytes.
    static KeyPair from_seed(std::string_view seed);
    /// S…; a validation error, code "strkey.invalid", never shows the text.
    static Result<KeyPair> from_text(std::string_view text);

    const Ed25519Key& public_key() const { return public_key_; }
    Ed25519Signature sign(std::string_view message) const;

    std::string_view reveal_seed() const { return secret_key_.reveal().substr(0, seed_size); }
    Secret seed_text() const;  ///< S…

    /// See `LockedBytes`.
    bool is_locked() const { return secret_key_.is_locked(); }

private:
    KeyPair() = default;

    LockedBytes secret_key_;  ///< The seed, then the public key, as libsodium wants it.
    Ed25519Key public_key_{};
};

/// Whether `signature` is one of `message` by the owner of `key`. Keys of small order and
/// signatures that are not canonical verify nothing.
bool is_signed(const Ed25519Key& key, std::string_view message, const Ed25519Signature& signature);

std::string account_text(const Ed25519Key& key);  ///< G…
/// The error is that of `strkey_payload`.
Result<Ed25519Key> key_from_account_text(std::string_view text);

}  // namespace ledger::stellar
