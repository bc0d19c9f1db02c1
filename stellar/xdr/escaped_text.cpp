#include "stellar/xdr/escaped_text.hpp"

#include "engine/kernel/encoding.hpp"

namespace ledger::stellar::xdr {
namespace {

constexpr std::string_view short_escapes = "0tnr\\";
constexpr std::string_view escaped_bytes{"\0\t\n\r\\", 5};

bool is_printable(char byte) { return byte >= 0x20 && byte <= 0x7E; }

/// Takes what follows a backslash off the text.
std::optional<char> take_escape(std::string_view& text) {
    if (text.empty()) return std::nullopt;
    const char letter = text.front();
    text.remove_prefix(1);
    if (const std::size_t at = short_escapes.find(letter); at != short_escapes.npos)
        return escaped_bytes[at];
    if (letter != 'x' || text.size() < 2) return std::nullopt;
    const std::optional<std::string> byte = from_hex(text.substr(0, 2));
    if (!byte) return std::nullopt;
    text.remove_prefix(2);
    return byte->front();
}

}  // namespace

std::string to_escaped(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    for (const char byte : bytes) {
        if (const std::size_t at = escaped_bytes.find(byte); at != escaped_bytes.npos) {
            text += '\\';
            text += short_escapes[at];
        } else if (is_printable(byte)) {
            text += byte;
        } else {
            text += "\\x";
            text += to_hex(std::string_view{&byte, 1});
        }
    }
    return text;
}

std::optional<std::string> from_escaped(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size());
    while (!text.empty()) {
        std::optional<char> byte = text.front();
        text.remove_prefix(1);
        if (!is_printable(*byte)) return std::nullopt;
        if (*byte == '\\') byte = take_escape(text);
        if (!byte) return std::nullopt;
        bytes += *byte;
    }
    return bytes;
}

}  // namespace ledger::stellar::xdr
