// Mnemonics (BIP-39, English words) and the accounts that SEP-5 derives from them.
#pragma once

#include "engine/kernel/result.hpp"
#include "stellar/keys/key_pair.hpp"
#include "stellar/keys/locked_bytes.hpp"

#include <cstdint>
#include <string_view>

namespace ledger::stellar {

/// 12, 15, 18, 21 or 24 words of the English list whose checksum is right; between them any blanks.
class Mnemonic {
public:
    /// A validation error, code "mnemonic.invalid", says which rule is broken and at which word,
    /// and never shows a word.
    static Result<Mnemonic> from_text(std::string_view text);

    /// The 64 bytes that everything is derived from: PBKDF2-HMAC-SHA-512, 2048 rounds. `passphrase`
    /// is taken as the bytes that it is: whoever has one beyond ASCII writes it in Unicode's NFKD,
    /// or another wallet derives other keys.
    LockedBytes seed(std::string_view passphrase) const;

private:
    explicit Mnemonic(LockedBytes text) : text_{std::move(text)} {}

    LockedBytes text_;  ///< One blank between words.
};

/// m/44'/148' of a mnemonic's seed (SLIP-10, Ed25519), whose children are accounts.
class AccountTree {
public:
    static constexpr std::uint32_t max_index = 0x7FFF'FFFF;

    /// `seed`: 16 to 64 bytes.
    explicit AccountTree(std::string_view seed);

    /// m/44'/148'/`index`'; `index` is at most `max_index`.
    KeyPair account(std::uint32_t index) const;
    /// The node's key, for those who check the derivation.
    std::string_view reveal_key() const { return node_.reveal().substr(0, seed_size); }

private:
    LockedBytes node_;  ///< Key and chain code.
};

}  // namespace ledger::stellar
