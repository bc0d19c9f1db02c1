// SHA-256 by OpenSSL, with a context that is made once and used again.
#pragma once

#include "engine/kernel/bytes.hpp"

#include <initializer_list>
#include <memory>
#include <string_view>

namespace ledger {

/// Not for two threads at once; each owner has its own.
class Sha256 {
public:
    Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    ~Sha256();

    /// Of the concatenation of `parts`.
    Hash operator()(std::initializer_list<std::string_view> parts);

    /// In pieces, for what should not stand in memory as a whole: updates, then one finish.
    void update(std::string_view part);
    Hash finish();

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

/// HMAC-SHA-256 (RFC 2104) under a key that is set once. Not for two threads at once.
class HmacSha256 {
public:
    explicit HmacSha256(std::string_view key);
    HmacSha256(const HmacSha256&) = delete;
    HmacSha256& operator=(const HmacSha256&) = delete;
    HmacSha256(HmacSha256&&) noexcept;
    HmacSha256& operator=(HmacSha256&&) noexcept;
    ~HmacSha256();

    Hash operator()(std::string_view message);

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

Hash hmac_sha256(std::string_view key, std::string_view message);

}  // namespace ledger
