#include "stellar/xdr/wide_integer.hpp"

#include <algorithm>
#include <cstdint>

namespace ledger::stellar::xdr {
namespace {

std::uint8_t byte_at(std::string_view bytes, std::size_t index) {
    return static_cast<std::uint8_t>(bytes[index]);
}

bool is_negative(std::string_view bytes) { return byte_at(bytes, 0) >= 0x80; }

/// Two's complement.
void negate(std::string& bytes) {
    unsigned carry = 1;
    for (std::size_t i = bytes.size(); i-- > 0;) {
        carry += static_cast<std::uint8_t>(~byte_at(bytes, i));
        bytes[i] = static_cast<char>(static_cast<std::uint8_t>(carry));
        carry >>= 8;
    }
}

/// Divides by ten in place and returns the remainder.
unsigned divide_by_ten(std::string& bytes) {
    unsigned remainder = 0;
    for (char& byte : bytes) {
        remainder = remainder << 8 | static_cast<std::uint8_t>(byte);
        byte = static_cast<char>(static_cast<std::uint8_t>(remainder / 10));
        remainder %= 10;
    }
    return remainder;
}

/// bytes * 10 + digit; false when it does not fit.
bool append_digit(std::string& bytes, unsigned digit) {
    unsigned carry = digit;
    for (std::size_t i = bytes.size(); i-- > 0;) {
        carry += byte_at(bytes, i) * 10u;
        bytes[i] = static_cast<char>(static_cast<std::uint8_t>(carry));
        carry >>= 8;
    }
    return carry == 0;
}

bool is_zero(std::string_view bytes) {
    return std::ranges::all_of(bytes, [](char byte) { return byte == 0; });
}

}  // namespace

std::string to_decimal(std::string_view bytes, bool is_signed) {
    std::string rest{bytes};
    const bool negative = is_signed && is_negative(bytes);
    if (negative) negate(rest);
    std::string text;
    do text += static_cast<char>('0' + divide_by_ten(rest));
    while (!is_zero(rest));
    if (negative) text += '-';
    std::ranges::reverse(text);
    return text;
}

std::optional<std::string> from_decimal(std::string_view text, std::size_t size, bool is_signed) {
    const bool negative = is_signed && text.starts_with('-');
    if (negative) text.remove_prefix(1);
    if (text.empty() || (text.front() == '0' && (text.size() > 1 || negative))) return std::nullopt;
    std::string bytes(size, '\0');
    for (const char digit : text) {
        if (digit < '0' || digit > '9') return std::nullopt;
        if (!append_digit(bytes, static_cast<unsigned>(digit - '0'))) return std::nullopt;
    }
    if (negative) negate(bytes);
    // A positive number has to leave the sign bit alone, a negative one to set it.
    if (is_signed && is_negative(bytes) != negative) return std::nullopt;
    return bytes;
}

}  // namespace ledger::stellar::xdr
