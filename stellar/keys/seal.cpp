#include "stellar/keys/seal.hpp"

#include "engine/kernel/assert.hpp"
#include "engine/kernel/bytes.hpp"
#include "stellar/keys/mnemonic.hpp"

#include <fmt/format.h>

#include <sodium.h>
#include <utility>

namespace ledger::stellar {
namespace {

constexpr std::string_view key_id_context = "nociq key file sealing key id";
constexpr std::size_t bytes_per_kib = 1024;

static_assert(master_key_size == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(std::tuple_size_v<SealedKey::Nonce> == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
static_assert(std::tuple_size_v<Argon2id::Salt> == crypto_pwhash_argon2id_SALTBYTES);

const unsigned char* as_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// The 32 bytes that encrypt. A passphrase needs the file's parameters.
Result<LockedBytes> cipher_key(const SealingKey& sealing_key,
                               const std::optional<Argon2id>& argon2id) {
    if (const auto* master = std::get_if<MasterKey>(&sealing_key))
        return LockedBytes::copy_of(master->bytes.reveal());
    const std::string_view passphrase = std::get<Passphrase>(sealing_key).text.reveal();
    LockedBytes key{master_key_size};
    const int outcome = crypto_pwhash_argon2id(
        key.writable().data(), key.size(), passphrase.data(), passphrase.size(),
        argon2id->salt.data(), argon2id->passes, argon2id->memory_kib * bytes_per_kib,
        crypto_pwhash_argon2id_ALG_ARGON2ID13);
    if (outcome != 0)
        return fail(ErrorKind::unavailable, "key_file.memory",
                    fmt::format("a passphrase needs {} KiB of memory, which there are not",
                                argon2id->memory_kib));
    return key;
}

SealedKey::KeyId id_of(const LockedBytes& key) {
    std::array<std::uint8_t, crypto_generichash_BYTES> hash{};
    crypto_generichash(hash.data(), hash.size(), as_bytes(key_id_context), key_id_context.size(),
                       as_bytes(key.reveal()), key.size());
    SealedKey::KeyId id{};
    std::copy_n(hash.begin(), id.size(), id.begin());
    return id;
}

/// What is in clear, and bound to the secret all the same.
std::string bound_to(const SealedKey& sealed) {
    std::string bytes;
    put_big_endian(bytes, static_cast<std::uint8_t>(sealed.wallet.size()));
    bytes += sealed.wallet;
    put_bytes(bytes, sealed.public_key);
    put_big_endian(bytes, key_file_version);
    put_big_endian(bytes, static_cast<std::uint8_t>(sealed.kind));
    return bytes;
}

std::unexpected<Error> locked(const SealedKey& sealed, std::string_view why) {
    return fail(ErrorKind::forbidden, "key_file.locked",
                fmt::format("the key of wallet {} {}", sealed.wallet, why));
}

std::unexpected<Error> altered(const SealedKey& sealed) {
    return fail(ErrorKind::corrupt, "key_file.altered",
                fmt::format("the key of wallet {} is not what was sealed", sealed.wallet));
}

Result<void> check_kind(const SealedKey& sealed, const SealingKey& sealing_key) {
    const bool given_passphrase = std::holds_alternative<Passphrase>(sealing_key);
    if (given_passphrase == sealed.argon2id.has_value()) return {};
    return locked(sealed, given_passphrase ? "is sealed with a master key, not a passphrase"
                                           : "is sealed with a passphrase, not a master key");
}

}  // namespace

Result<KeyPair> WalletKey::key_pair(std::uint32_t index) const {
    LEDGER_ASSERT(secret.size() == secret_size(kind));
    const bool has_more = kind == SecretKind::bip39_seed;
    if (index > (has_more ? AccountTree::max_index : 0))
        return fail(ErrorKind::validation, "key.index",
                    has_more ? "an index is at most 2147483647"
                             : "wallet " + wallet + " holds one key: only a mnemonic has more");
    if (has_more) return AccountTree{secret.reveal()}.account(index);
    return KeyPair::from_seed(secret.reveal());
}

Result<SealedKey> seal(const WalletKey& key, const SealingKey& sealing_key, Entropy& entropy) {
    SealedKey sealed{
        .wallet = key.wallet, .kind = key.kind, .public_key = key.key_pair().value().public_key()};
    if (std::holds_alternative<Passphrase>(sealing_key))
        entropy.fill(sealed.argon2id.emplace().salt);
    entropy.fill(sealed.nonce);
    TRY(cipher, cipher_key(sealing_key, sealed.argon2id));
    sealed.sealing_key = id_of(cipher);
    sealed.ciphertext.resize(key.secret.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES);
    const std::string bound = bound_to(sealed);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        reinterpret_cast<unsigned char*>(sealed.ciphertext.data()), nullptr,
        as_bytes(key.secret.reveal()), key.secret.size(), as_bytes(bound), bound.size(), nullptr,
        sealed.nonce.data(), as_bytes(cipher.reveal()));
    return sealed;
}

Result<WalletKey> unseal(const SealedKey& sealed, const SealingKey& sealing_key) {
    TRY(check_kind(sealed, sealing_key));
    TRY(cipher, cipher_key(sealing_key, sealed.argon2id));
    if (id_of(cipher) != sealed.sealing_key)
        return locked(sealed, sealed.argon2id ? "is sealed with another passphrase"
                                              : "is sealed with another master key");
    WalletKey key{.wallet = sealed.wallet,
                  .kind = sealed.kind,
                  .secret = LockedBytes{secret_size(sealed.kind)}};
    const std::string bound = bound_to(sealed);
    const int outcome = crypto_aead_xchacha20poly1305_ietf_decrypt(
        key.secret.writable().data(), nullptr, nullptr, as_bytes(sealed.ciphertext),
        sealed.ciphertext.size(), as_bytes(bound), bound.size(), sealed.nonce.data(),
        as_bytes(cipher.reveal()));
    if (outcome != 0) return altered(sealed);
    // Whoever has the sealing key could have made a file that names another account than it holds.
    if (key.key_pair().value().public_key() != sealed.public_key) return altered(sealed);
    return key;
}

}  // namespace ledger::stellar
