// The record: one event's canonical bytes, which are the Merkle leaf. docs/record-format.md is its
// specification; these bytes are stored and hashed as they are and never made anew.
#pragma once

#include "engine/kernel/event.hpp"
#include "engine/log/sha256.hpp"

#include <string>
#include <string_view>

namespace ledger {

inline constexpr std::uint8_t record_version = 1;
inline constexpr std::size_t max_leaf_bytes = 65'535;  ///< C2SP entry bundles: u16 length.
inline constexpr std::size_t max_payload_bytes = 1U << 20U;
inline constexpr std::size_t salt_bytes = 32;

using Salt = std::array<std::uint8_t, salt_bytes>;

/// The leaf's bytes (without payload). Error (kind validation, code "record.too_large" or
/// "record.field") when a name exceeds 255 bytes, an amount is not > 0, or the leaf its limit.
Result<std::string> encode_record(const RecordedEvent& event);

/// Total and canonical: every accepted input encodes back to itself. `payload` stays empty. The
/// error is of kind `corrupt`.
Result<RecordedEvent> decode_record(std::string_view leaf);

/// SHA-256("pc1" ‖ salt ‖ payload).
Hash payload_commitment(Sha256& sha256, const Salt& salt, std::string_view payload);

}  // namespace ledger
