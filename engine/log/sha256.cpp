// SHA-256 and HMAC on OpenSSL's EVP.
#include "engine/log/sha256.hpp"

#include "engine/kernel/assert.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

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

Hash hmac_sha256(std::string_view key, std::string_view message) {
    Hash hash;
    unsigned size = 0;
    const auto* const bytes = reinterpret_cast<const unsigned char*>(message.data());
    const unsigned char* const code = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                                           bytes, message.size(), hash.bytes.data(), &size);
    LEDGER_ASSERT(code != nullptr && size == hash.bytes.size());
    return hash;
}

}  // namespace ledger
