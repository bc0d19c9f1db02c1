// The one way in which each kind of value is written: equal values give equal bytes.
#include "engine/kernel/json_writer.hpp"

#include "engine/kernel/assert.hpp"
#include "engine/kernel/encoding.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace ledger::json {
namespace {

/// Longer than any number: -1.7976931348623157e+308.
constexpr std::size_t longest_number = 32;

template <class Number>
void write_number(std::string& out, Number number) {
    std::array<char, longest_number> text{};
    const auto [end, failure] = std::to_chars(text.begin(), text.end(), number);
    LEDGER_ASSERT(failure == std::errc{});
    out.append(text.begin(), end);
}

/// Stands for itself inside a string.
constexpr bool is_plain(char byte) {
    return static_cast<unsigned char>(byte) >= 0x20 && byte != '"' && byte != '\\';
}
constexpr auto plain_bytes = [] {
    std::array<bool, 256> plain{};
    for (std::size_t byte = 0; byte < plain.size(); ++byte)
        plain[byte] = is_plain(static_cast<char>(byte));
    return plain;
}();

/// What follows the backslash for the characters that have a short escape; else 0.
char short_escape(char byte) {
    switch (byte) {
        case '"':
        case '\\': return byte;
        case '\b': return 'b';
        case '\f': return 'f';
        case '\n': return 'n';
        case '\r': return 'r';
        case '\t': return 't';
        default: return 0;
    }
}

}  // namespace

void write(std::string& out, std::string_view text) {
    out += '"';
    std::size_t plain = 0;  // From here on nothing was copied yet.
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char byte = text[i];
        if (plain_bytes[static_cast<unsigned char>(byte)]) continue;
        out.append(text, plain, i - plain);
        plain = i + 1;
        if (const char escape = short_escape(byte)) {
            out += '\\';
            out += escape;
        } else {
            out += "\\u00";
            out += to_hex(std::string_view{&byte, 1});
        }
    }
    out.append(text, plain);
    out += '"';
}

void write(std::string& out, std::int64_t number) { write_number(out, number); }

void write(std::string& out, std::uint64_t number) { write_number(out, number); }

void write(std::string& out, double number) {
    LEDGER_ASSERT(std::isfinite(number));
    write_number(out, number);
}

void write(std::string& out, bool value) { out += value ? "true" : "false"; }

void write(std::string& out, Amount amount) { append_text(out, amount); }

void write(std::string& out, Timestamp time) {
    out += '"';
    append_text(out, time);
    out += '"';
}

void write(std::string& out, const Uuid& uuid) { write(out, to_text(uuid)); }

void write(std::string& out, const Hash& hash) { write(out, to_hex(hash)); }

void write(std::string& out, const Raw& raw) { out += raw.text; }

std::string array_of(std::span<const std::string> values) {
    std::string text = "[";
    for (const std::string& value : values) {
        if (text.size() > 1) text += ',';
        text += value;
    }
    return text + "]";
}

}  // namespace ledger::json
