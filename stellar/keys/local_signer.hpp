// A signer whose key is in this process's memory: out of a key file, see key_file.hpp, or out of
// the environment, see seed_place.hpp.
#pragma once

#include "stellar/keys/key_pair.hpp"

#include <utility>

namespace ledger::stellar {

/// Never fails, and takes some 20 µs.
class LocalSigner final : public Signer {
public:
    explicit LocalSigner(KeyPair pair) : pair_{std::move(pair)} {}

    const Ed25519Key& public_key() const override { return pair_.public_key(); }
    Result<Ed25519Signature> sign(std::string_view message) const override {
        return pair_.sign(message);
    }
    /// See `LockedBytes`.
    bool is_locked() const { return pair_.is_locked(); }

private:
    KeyPair pair_;
};

}  // namespace ledger::stellar
