// How a value lies in a file of the sandbox: "NLF1", the length of the body (u32), 8 bytes of
// SHA-256 of length and body, the body. All big endian.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ledger::stellar::sandbox {

inline constexpr std::size_t frame_head_bytes = 16;

/// Bytes of the frame around a body of `size` bytes, which is less than 4 GiB.
constexpr std::size_t frame_size(std::size_t size) { return frame_head_bytes + size; }
std::string frame_of(std::string_view body);

/// The body of the frame that `bytes` begins with; nothing when that is none, or not a whole one.
std::optional<std::string_view> first_body(std::string_view bytes);
/// Whether a whole frame begins anywhere in `bytes`.
bool holds_frame(std::string_view bytes);

}  // namespace ledger::stellar::sandbox
