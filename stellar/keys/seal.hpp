// Encrypts secrets for key files, and decrypts them: XChaCha20-Poly1305 by libsodium, under a
// master key or a passphrase.
#pragma once

#include "engine/ports/entropy.hpp"
#include "stellar/keys/key_pair.hpp"
#include "stellar/keys/locked_bytes.hpp"
#include "stellar/keys/sealed_key.hpp"

#include <cstdint>
#include <string>
#include <variant>

namespace ledger::stellar {

inline constexpr std::size_t master_key_size = 32;

struct MasterKey {
    LockedBytes bytes;  ///< `master_key_size` of them.
};
struct Passphrase {
    LockedBytes text;
};
/// What a key file is sealed with, and opened.
using SealingKey = std::variant<MasterKey, Passphrase>;

/// A wallet's secret in the clear.
struct WalletKey {
    std::string wallet{};
    SecretKind kind = SecretKind::ed25519_seed;
    LockedBytes secret{};  ///< As long as `secret_size` says.

    /// Of an Ed25519 seed, index 0 alone: another one is a validation error, code "key.index", as
    /// is one above `AccountTree::max_index`.
    Result<KeyPair> key_pair(std::uint32_t index = 0) const;
};

/// Nonce and salt come out of `entropy`. A passphrase takes some 0.1 s and 64 MiB (Argon2id): the
/// only error, code "key_file.memory" (kind unavailable), says that there is not as much.
Result<SealedKey> seal(const WalletKey& key, const SealingKey& sealing_key, Entropy& entropy);

/// Error codes: "key_file.locked" (kind forbidden), when it was sealed with another key or
/// passphrase; "key_file.altered" (kind corrupt), when a byte is not as it was sealed; that of
/// `seal`.
Result<WalletKey> unseal(const SealedKey& sealed, const SealingKey& sealing_key);

}  // namespace ledger::stellar
