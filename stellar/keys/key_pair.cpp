#include "stellar/keys/key_pair.hpp"

#include "engine/kernel/assert.hpp"
#include "engine/kernel/bytes.hpp"
#include "stellar/strkey/strkey.hpp"

#include <sodium.h>

namespace ledger::stellar {
namespace {

static_assert(seed_size == crypto_sign_SEEDBYTES);
static_assert(std::tuple_size_v<Ed25519Key> == crypto_sign_PUBLICKEYBYTES);
static_assert(std::tuple_size_v<Ed25519Signature> == crypto_sign_BYTES);

const unsigned char* as_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

KeyPair KeyPair::generate(Entropy& entropy) {
    LockedBytes seed{seed_size};
    entropy.fill(seed.writable());
    return from_seed(seed.reveal());
}

KeyPair KeyPair::from_seed(std::string_view seed) {
    LEDGER_ASSERT(seed.size() == seed_size);
    KeyPair pair;
    pair.secret_key_ = LockedBytes{crypto_sign_SECRETKEYBYTES};
    crypto_sign_seed_keypair(pair.public_key_.data(), pair.secret_key_.writable().data(),
                             as_bytes(seed));
    return pair;
}

Result<KeyPair> KeyPair::from_text(std::string_view text) {
    TRY(payload, strkey_payload(StrkeyKind::secret_seed, text));
    const Secret seed{std::move(payload)};
    return from_seed(seed.reveal());
}

Ed25519Signature KeyPair::sign(std::string_view message) const {
    Ed25519Signature signature{};
    crypto_sign_detached(signature.data(), nullptr, as_bytes(message), message.size(),
                         as_bytes(secret_key_.reveal()));
    return signature;
}

Secret KeyPair::seed_text() const {
    return Secret{to_strkey(StrkeyKind::secret_seed, reveal_seed()).value()};
}

bool is_signed(const Ed25519Key& key, std::string_view message, const Ed25519Signature& signature) {
    LEDGER_ASSERT(sodium_init() >= 0);
    return crypto_sign_verify_detached(signature.data(), as_bytes(message), message.size(),
                                       key.data()) == 0;
}

std::string account_text(const Ed25519Key& key) {
    return to_strkey(StrkeyKind::account, as_view(key)).value();
}

Result<Ed25519Key> key_from_account_text(std::string_view text) {
    TRY(payload, strkey_payload(StrkeyKind::account, text));
    return ByteReader{payload}.take_array<std::tuple_size_v<Ed25519Key>>();
}

}  // namespace ledger::stellar
