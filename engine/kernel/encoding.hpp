// Hexadecimal, Base64 (RFC 4648 section 4, padded) and percent-encoding; decoding is strict.
#pragma once

#include "engine/kernel/bytes.hpp"
#include "engine/kernel/id.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ledger {

std::string to_hex(std::string_view bytes);
/// Lower or upper case, even length; else nothing.
std::optional<std::string> from_hex(std::string_view text);

std::string to_base64(std::string_view bytes);
/// Canonical padding and zero trailing bits required; else nothing.
std::optional<std::string> from_base64(std::string_view text);

std::string to_hex(const Hash& hash);
std::optional<Hash> hash_from_hex(std::string_view text);
std::optional<Hash> hash_from_base64(std::string_view text);

/// 8-4-4-4-12 lower case, RFC 9562.
std::string to_text(const Uuid& uuid);
std::optional<Uuid> uuid_from_text(std::string_view text);

/// Percent-decodes a path segment or, with `plus_is_space`, a query value; nothing when malformed
/// or when the result is not UTF-8 or holds NUL.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);
std::string percent_encode(std::string_view text);

/// Whether `text` is well-formed UTF-8 (RFC 3629).
bool is_utf8(std::string_view text);
/// Bytes of the well-formed UTF-8 sequence that `text` begins with: 1 to 4, or 0 for none.
std::size_t utf8_sequence(std::string_view text);

}  // namespace ledger
