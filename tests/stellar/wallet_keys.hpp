// Keys of wallets, and what seals them, for tests.
#pragma once

#include "stellar/keys/mnemonic.hpp"
#include "stellar/keys/seal.hpp"

#include <string>
#include <string_view>

namespace ledger::stellar {

inline SealingKey master_key(char letter) {
    return MasterKey{LockedBytes::copy_of(std::string(master_key_size, letter))};
}

inline SealingKey passphrase(std::string_view text) {
    return Passphrase{LockedBytes::copy_of(text)};
}

inline WalletKey pool_key() {
    return {.wallet = "pool",
            .kind = SecretKind::ed25519_seed,
            .secret = LockedBytes::copy_of(std::string(seed_size, 's'))};
}

inline WalletKey mnemonic_key() {
    const auto mnemonic = Mnemonic::from_text(
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon "
        "about");
    return {
        .wallet = "channels", .kind = SecretKind::bip39_seed, .secret = mnemonic.value().seed("")};
}

}  // namespace ledger::stellar
