// SHA-256 and HMAC on OpenSSL's EVP.
#include "engine/log/sha256.hpp"

#include "engine/kernel/assert.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <string>
#include <utility>

namespace ledger {

// The one-shot calls look the algorithm up each time, which costs more than hashing a record.
struct Sha256::Context {
    EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    EVP_MD_CTX* state = EVP_MD_CTX_new();
    bool started = false;

    Context() { LEDGER_ASSERT(algorithm != nullptr && state != nullptr); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    ~Context() {
        EVP_MD_CTX_free(state);
        EVP_MD_free(algorithm);
    }
};

Sha256::Sha256() : context_{std::make_unique<Context>()} {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Hash Sha256::operator()(std::initializer_list<std::string_view> parts) {
    LEDGER_ASSERT(!context_->started);
    for (const std::string_view part : parts) update(part);
    return finish();
}

void Sha256::update(std::string_view part) {
    EVP_MD_CTX* const state = context_->state;
    if (!std::exchange(context_->started, true))
        LEDGER_ASSERT(EVP_DigestInit_ex2(state, context_->algorithm, nullptr) == 1);
    LEDGER_ASSERT(EVP_DigestUpdate(state, part.data(), part.size()) == 1);
}

Hash Sha256::finish() {
    update({});
    context_->started = false;
    Hash hash;
    LEDGER_ASSERT(EVP_DigestFinal_ex(context_->state, hash.bytes.data(), nullptr) == 1);
    return hash;
}

struct HmacSha256::Context {
    EVP_MAC* algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    EVP_MAC_CTX* state = EVP_MAC_CTX_new(algorithm);

    Context() { LEDGER_ASSERT(algorithm != nullptr && state != nullptr); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    ~Context() {
        EVP_MAC_CTX_free(state);
        EVP_MAC_free(algorithm);
    }
};

HmacSha256::HmacSha256(std::string_view key) : context_{std::make_unique<Context>()} {
    std::string digest = "SHA256";
    const std::array parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
        OSSL_PARAM_construct_end()};
    // An empty key needs an address all the same: none means "as before".
    const auto* const bytes = reinterpret_cast<const unsigned char*>(key.empty() ? "" : key.data());
    LEDGER_ASSERT(EVP_MAC_init(context_->state, bytes, key.size(), parameters.data()) == 1);
}
HmacSha256::~HmacSha256() = default;
HmacSha256::HmacSha256(HmacSha256&&) noexcept = default;
HmacSha256& HmacSha256::operator=(HmacSha256&&) noexcept = default;

Hash HmacSha256::operator()(std::string_view message) {
    EVP_MAC_CTX* const state = context_->state;
    Hash hash;
    std::size_t size = 0;
    const auto* const bytes = reinterpret_cast<const unsigned char*>(message.data());
    LEDGER_ASSERT(EVP_MAC_init(state, nullptr, 0, nullptr) == 1);
    LEDGER_ASSERT(EVP_MAC_update(state, bytes, message.size()) == 1);
    LEDGER_ASSERT(EVP_MAC_final(state, hash.bytes.data(), &size, hash.bytes.size()) == 1);
    LEDGER_ASSERT(size == hash.bytes.size());
    return hash;
}

Hash hmac_sha256(std::string_view key, std::string_view message) {
    return HmacSha256{key}(message);
}

}  // namespace ledger
