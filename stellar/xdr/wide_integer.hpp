// Decimal text of integers of 128 and 256 bits, which have no type of their own in C++.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ledger::stellar::xdr {

/// `bytes` are big endian, in two's complement when `is_signed`.
std::string to_decimal(std::string_view bytes, bool is_signed);
/// The `size` bytes of a number written without leading zeros or plus sign; nothing when it is not
/// one, or does not fit.
std::optional<std::string> from_decimal(std::string_view text, std::size_t size, bool is_signed);

}  // namespace ledger::stellar::xdr
