#include "stellar/keys/derived_key.hpp"

#include <initializer_list>
#include <sodium.h>

namespace ledger::stellar {
namespace {

static_assert(crypto_auth_hmacsha256_BYTES == seed_size);

/// HMAC-SHA-256 of the parts, into locked memory. libsodium before 1.0.19 has no HKDF of its own.
LockedBytes hmac(std::string_view key, std::initializer_list<std::string_view> parts) {
    const auto bytes = [](std::string_view text) {
        return reinterpret_cast<const unsigned char*>(text.data());
    };
    LockedBytes digest{seed_size};
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes(key), key.size());
    for (const std::string_view part : parts)
        crypto_auth_hmacsha256_update(&state, bytes(part), part.size());
    crypto_auth_hmacsha256_final(&state, digest.writable().data());
    sodium_memzero(&state, sizeof(state));
    return digest;
}

}  // namespace

KeyPair derived_key_pair(std::string_view seed, const Hash& network, std::string_view name) {
    const LockedBytes extracted = hmac(as_view(network), {seed});
    // One block is as long as a seed, so the first is all that is needed.
    constexpr std::string_view first_block{"\x01", 1};
    const LockedBytes expanded = hmac(extracted.reveal(), {name, first_block});
    return KeyPair::from_seed(expanded.reveal());
}

}  // namespace ledger::stellar
