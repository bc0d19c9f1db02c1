// What a key file holds, as docs/key-file.md specifies it: a secret that is encrypted, and in clear
// whose it is and how it is opened.
#pragma once

#include "engine/kernel/describe.hpp"
#include "engine/kernel/result.hpp"
#include "engine/ports/signer.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ledger::stellar {

/// What the secret is.
enum class SecretKind : std::uint8_t {
    ed25519_seed = 1,  ///< 32 bytes: one key pair.
    bip39_seed = 2,    ///< 64 bytes, of a mnemonic: a key pair for each index (SEP-5).
};

/// How Argon2id makes a key of a passphrase.
struct Argon2id {
    using Salt = std::array<std::uint8_t, 16>;

    std::uint32_t passes = 2;
    std::uint32_t memory_kib = 64U << 10U;
    Salt salt{};

    bool operator==(const Argon2id&) const = default;
};

struct SealedKey {
    using KeyId = std::array<std::uint8_t, 8>;
    using Nonce = std::array<std::uint8_t, 24>;

    std::string wallet{};  ///< See `is_wallet_name`.
    SecretKind kind = SecretKind::ed25519_seed;
    Ed25519Key public_key{};             ///< Of a mnemonic: that of index 0.
    std::optional<Argon2id> argon2id{};  ///< Nothing: a master key opens it.
    KeyId sealing_key{};                 ///< Names the key that opens it, without giving it away.
    Nonce nonce{};
    std::string ciphertext{};  ///< The encrypted secret and its tag.

    bool operator==(const SealedKey&) const = default;
};

inline constexpr std::uint8_t key_file_version = 1;

/// Of a secret of this kind.
std::size_t secret_size(SecretKind kind);

/// 1 to 64 of A-Z, a-z, 0-9, '-', '_' and '.', the first one no '.'.
bool is_wallet_name(std::string_view name);

/// The text of the file. `key` has a wallet's name, and a ciphertext that is as long as its kind
/// says.
std::string to_text(const SealedKey& key);

/// Nothing but what `to_text` writes. Error codes: "key_file.malformed" (kind corrupt);
/// "key_file.version", when it is a key file of another version.
Result<SealedKey> sealed_key_from_text(std::string_view text);

}  // namespace ledger::stellar

namespace ledger {
template <>
inline constexpr std::array enum_names<stellar::SecretKind>{
    EnumName{stellar::SecretKind::ed25519_seed, "ed25519-seed"},
    EnumName{stellar::SecretKind::bip39_seed, "bip39-seed"}};
}  // namespace ledger
