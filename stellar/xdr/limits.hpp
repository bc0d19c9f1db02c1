// What a decoder takes at most. Every bound is checked before anything is allocated for it.
#pragma once

#include <cstddef>

namespace ledger::stellar::xdr {

/// The largest transaction that the network takes is smaller.
inline constexpr std::size_t default_input_bytes = std::size_t{128} << 10;
/// Structs and unions inside of each other.
inline constexpr std::size_t default_depth = 200;
/// Bytes of memory for a byte of input; the greediest type, a vector of empty values, needs 22.
inline constexpr std::size_t memory_per_input_byte = 128;
/// Characters of SEP-51 JSON for a byte of XDR; a map of empty values has 10.
inline constexpr std::size_t json_per_input_byte = 16;

struct Limits {
    std::size_t input_bytes = default_input_bytes;
    std::size_t depth = default_depth;
};

}  // namespace ledger::stellar::xdr
