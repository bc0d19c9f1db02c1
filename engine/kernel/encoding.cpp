// Text forms of bytes. Every decoder here refuses what its encoder would not have written, but for
// the case of hexadecimal digits.
#include "engine/kernel/encoding.hpp"

#include <algorithm>
#include <array>

namespace ledger {
namespace {

constexpr std::string_view lower_digits = "0123456789abcdef";
constexpr std::string_view upper_digits = "0123456789ABCDEF";
constexpr std::string_view base64_letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t not_a_letter = 0xFF;

constexpr auto base64_values = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(not_a_letter);
    for (std::size_t i = 0; i < base64_letters.size(); ++i)
        values[static_cast<std::uint8_t>(base64_letters[i])] = static_cast<std::uint8_t>(i);
    return values;
}();

/// The value of a hexadecimal digit; 16 for anything else.
constexpr unsigned digit_value(char digit) {
    if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
    if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a') + 10;
    if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A') + 10;
    return 16;
}

/// The byte that two hexadecimal digits stand for.
std::optional<char> byte_of(char high, char low) {
    const unsigned high_value = digit_value(high);
    const unsigned low_value = digit_value(low);
    if (high_value > 15 || low_value > 15) return std::nullopt;
    return static_cast<char>(high_value << 4 | low_value);
}

void append_hex(std::string& out, char byte, std::string_view digits) {
    out += digits[static_cast<std::uint8_t>(byte) >> 4];
    out += digits[static_cast<std::uint8_t>(byte) & 15];
}

template <std::size_t Size>
std::optional<std::array<std::uint8_t, Size>> array_of(const std::optional<std::string>& bytes) {
    if (!bytes || bytes->size() != Size) return std::nullopt;
    std::array<std::uint8_t, Size> array{};
    std::transform(bytes->begin(), bytes->end(), array.begin(),
                   [](char byte) { return static_cast<std::uint8_t>(byte); });
    return array;
}

std::optional<Hash> hash_of(const std::optional<std::string>& bytes) {
    const auto array = array_of<32>(bytes);
    if (!array) return std::nullopt;
    return Hash{*array};
}

constexpr std::array<std::size_t, 4> uuid_dashes{8, 13, 18, 23};
constexpr std::size_t uuid_length = 36;

bool is_unreserved(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

/// What may follow the first byte of a UTF-8 sequence: how many bytes, and the range of the first
/// of them, which is what keeps out overlong forms, surrogates and more than U+10FFFF.
struct Lead {
    std::size_t followers = 0;
    std::uint8_t least = 0x80;
    std::uint8_t most = 0xBF;
};

constexpr std::optional<Lead> lead_of(std::uint8_t byte) {
    if (byte < 0x80) return Lead{};
    if (byte < 0xC2) return std::nullopt;
    if (byte < 0xE0) return Lead{1};
    if (byte == 0xE0) return Lead{2, 0xA0, 0xBF};
    if (byte == 0xED) return Lead{2, 0x80, 0x9F};
    if (byte < 0xF0) return Lead{2};
    if (byte == 0xF0) return Lead{3, 0x90, 0xBF};
    if (byte < 0xF4) return Lead{3};
    if (byte == 0xF4) return Lead{3, 0x80, 0x8F};
    return std::nullopt;
}

/// Whether a character of an escaped text is ASCII that stands for itself.
bool is_literal(char c, bool plus_is_space) {
    return c != '\0' && static_cast<unsigned char>(c) < 0x80 && c != '%' &&
           (c != '+' || !plus_is_space);
}

}  // namespace

std::string to_hex(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char byte : bytes) append_hex(text, byte, lower_digits);
    return text;
}

std::optional<std::string> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const std::optional<char> byte = byte_of(text[i], text[i + 1]);
        if (!byte) return std::nullopt;
        bytes += *byte;
    }
    return bytes;
}

std::string to_base64(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j)
            group = group << 8 | (j < count ? static_cast<std::uint8_t>(bytes[i + j]) : 0u);
        for (std::size_t j = 0; j < 4; ++j)
            text += j <= count ? base64_letters[group >> (18 - 6 * j) & 63] : '=';
    }
    return text;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::size_t padding = 0;
    while (padding < 2 && text.ends_with('=')) {
        text.remove_suffix(1);
        ++padding;
    }
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t group = 0;
    unsigned bits = 0;
    for (const char letter : text) {
        const std::uint8_t value = base64_values[static_cast<std::uint8_t>(letter)];
        if (value == not_a_letter) return std::nullopt;
        group = group << 6 | value;
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes += static_cast<char>(static_cast<std::uint8_t>(group >> bits));
        group &= (1u << bits) - 1;
    }
    if (group != 0) return std::nullopt;  // Left-over bits would give one value two texts.
    return bytes;
}

std::string to_hex(const Hash& hash) { return to_hex(as_view(hash)); }

std::optional<Hash> hash_from_hex(std::string_view text) { return hash_of(from_hex(text)); }

std::optional<Hash> hash_from_base64(std::string_view text) { return hash_of(from_base64(text)); }

std::string to_text(const Uuid& uuid) {
    std::string text;
    put_bytes(text, uuid.bytes);
    text = to_hex(text);
    for (const std::size_t dash : uuid_dashes) text.insert(dash, 1, '-');
    return text;
}

std::optional<Uuid> uuid_from_text(std::string_view text) {
    if (text.size() != uuid_length) return std::nullopt;
    std::string digits{text};
    for (auto dash = uuid_dashes.rbegin(); dash != uuid_dashes.rend(); ++dash) {
        if (digits[*dash] != '-') return std::nullopt;
        digits.erase(*dash, 1);
    }
    const auto bytes = array_of<16>(from_hex(digits));
    if (!bytes) return std::nullopt;
    return Uuid{*bytes};
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    if (std::ranges::all_of(text, [&](char c) { return is_literal(c, plus_is_space); }))
        return std::string{text};
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char byte = text[i];
        if (byte == '%') {
            if (text.size() - i < 3) return std::nullopt;
            const std::optional<char> escaped = byte_of(text[i + 1], text[i + 2]);
            if (!escaped) return std::nullopt;
            byte = *escaped;
            i += 2;
        } else if (byte == '+' && plus_is_space) {
            byte = ' ';
        }
        if (byte == '\0') return std::nullopt;
        decoded += byte;
    }
    if (!is_utf8(decoded)) return std::nullopt;
    return decoded;
}

std::string percent_encode(std::string_view text) {
    std::string encoded;
    encoded.reserve(text.size());
    for (const char byte : text) {
        if (is_unreserved(byte)) {
            encoded += byte;
        } else {
            encoded += '%';
            append_hex(encoded, byte, upper_digits);
        }
    }
    return encoded;
}

std::size_t utf8_sequence(std::string_view text) {
    if (text.empty()) return 0;
    const std::optional<Lead> lead = lead_of(static_cast<std::uint8_t>(text[0]));
    if (!lead || text.size() <= lead->followers) return 0;
    for (std::size_t i = 1; i <= lead->followers; ++i) {
        const auto byte = static_cast<std::uint8_t>(text[i]);
        const std::uint8_t least = i == 1 ? lead->least : 0x80;
        const std::uint8_t most = i == 1 ? lead->most : 0xBF;
        if (byte < least || byte > most) return 0;
    }
    return lead->followers + 1;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t size = utf8_sequence(text);
        if (size == 0) return false;
        text.remove_prefix(size);
    }
    return true;
}

}  // namespace ledger
