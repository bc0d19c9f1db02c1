#include "engine/kernel/query.hpp"

#include <algorithm>

namespace ledger {
namespace {

constexpr std::string_view digits = "0123456789";

/// Takes the digits at the front of `text` away; false when there are none.
bool take_digits(std::string_view& text) {
    const std::size_t count = std::min(text.find_first_not_of(digits), text.size());
    text.remove_prefix(count);
    return count > 0;
}

bool take_any_of(std::string_view& text, std::string_view characters) {
    const bool found = !text.empty() && characters.contains(text.front());
    if (found) text.remove_prefix(1);
    return found;
}

/// RFC 8259 section 6. Anything else becomes a string, so that it is refused for its type.
bool is_number(std::string_view text) {
    take_any_of(text, "-");
    const bool starts_with_zero = text.starts_with('0');
    const std::size_t size = text.size();
    if (!take_digits(text) || (starts_with_zero && size - text.size() > 1)) return false;
    if (take_any_of(text, ".") && !take_digits(text)) return false;
    if (take_any_of(text, "eE")) {
        take_any_of(text, "+-");
        if (!take_digits(text)) return false;
    }
    return text.empty();
}

bool may_stand_bare(TextKind kind, std::string_view text) {
    switch (kind) {
        case TextKind::string: return false;
        case TextKind::number: return is_number(text);
        case TextKind::boolean: return text == "true" || text == "false";
    }
    return false;
}

}  // namespace

void append_json_of(std::string& json, TextKind kind, std::string_view text) {
    if (may_stand_bare(kind, text)) {
        json += text;
    } else {
        json::write(json, text);
    }
}

std::string query_as_json(const Request& request,
                          FunctionRef<TextKind(std::string_view name)> kind_of) {
    std::string text = "{";
    for (const auto& [name, value] : request.query) {
        if (text.size() > 1) text += ',';
        json::write(text, name);
        text += ':';
        append_json_of(text, kind_of(name), value);
    }
    text += '}';
    return text;
}

}  // namespace ledger
