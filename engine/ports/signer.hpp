// Signs with a key that its owner never sees: held in memory, or by a device that gives it to
// nobody.
#pragma once

#include "engine/kernel/result.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace ledger {

/// A public key as RFC 8032 writes it.
using Ed25519Key = std::array<std::uint8_t, 32>;
/// Likewise a signature.
using Ed25519Signature = std::array<std::uint8_t, 64>;

inline std::string_view as_view(const Ed25519Key& key) {
    return {reinterpret_cast<const char*>(key.data()), key.size()};
}

/// Any thread, and several at once.
class Signer {
public:
    Signer() = default;
    Signer(const Signer&) = delete;
    Signer& operator=(const Signer&) = delete;
    virtual ~Signer() = default;

    /// What its signatures are verified with; always the same.
    virtual const Ed25519Key& public_key() const = 0;

    /// Ed25519 over the bytes as they are. What Stellar has signed is the hash of a transaction, 32
    /// bytes. Takes as long as a device does, so never on the sequencer. An error, code
    /// "signer.unavailable", says that nothing was signed and may be tried again.
    virtual Result<Ed25519Signature> sign(std::string_view message) const = 0;
};

}  // namespace ledger
