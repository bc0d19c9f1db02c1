// The text form of Stellar's keys and ids (SEP-23): base-32 of a version byte, the payload and a
// checksum. Decoding is strict: each value has exactly one text.
#pragma once

#include "engine/kernel/result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ledger::stellar {

enum class StrkeyKind {
    account,               ///< G: an ed25519 public key, 32 bytes.
    muxed_account,         ///< M: the public key, then the id, u64 big endian: 40 bytes.
    secret_seed,           ///< S: an ed25519 seed, 32 bytes.
    pre_auth_transaction,  ///< T: a transaction's hash, 32 bytes.
    hash_x,                ///< X: a SHA-256 hash, 32 bytes.
    signed_payload,        ///< P: public key, u32 length of 1 to 64, that many bytes, zero padding.
    contract,              ///< C: a contract id, 32 bytes.
    liquidity_pool,        ///< L: a pool id, 32 bytes.
    claimable_balance,     ///< B: a type byte, 0, then the id: 33 bytes.
};

struct Strkey {
    StrkeyKind kind = StrkeyKind::account;
    std::string payload;  ///< The bytes between version and checksum; fits `kind`.

    bool operator==(const Strkey&) const = default;
};

/// A kind's letter and its name as SEP-23 puts it, for messages.
char strkey_letter(StrkeyKind kind);
std::string_view strkey_name(StrkeyKind kind);

/// Whether `payload` is what a strkey of this kind may hold.
bool is_strkey_payload(StrkeyKind kind, std::string_view payload);

/// Nothing when the payload does not fit the kind.
std::optional<std::string> to_strkey(StrkeyKind kind, std::string_view payload);

/// Any kind. A validation error, code "strkey.invalid", names the rule and never the text, which
/// may be a secret.
Result<Strkey> strkey_from_text(std::string_view text);

/// The payload of a strkey of this kind; another kind is the same error.
Result<std::string> strkey_payload(StrkeyKind kind, std::string_view text);

}  // namespace ledger::stellar
