#include "tests/tidy/code_only.hpp"

#include <algorithm>
#include <cctype>

namespace ledger {
namespace {

/// The place just after the next `mark`, or the end.
std::size_t after(std::string_view text, std::string_view mark, std::size_t from) {
    const std::size_t at = text.find(mark, from);
    return at == text.npos ? text.size() : at + mark.size();
}

std::size_t end_of_quoted(std::string_view text, std::size_t at) {
    const char quote = text[at++];
    while (at < text.size() && text[at] != quote) at += text[at] == '\\' ? 2 : 1;
    return std::min(at + 1, text.size());
}

std::size_t end_of_raw_string(std::string_view text, std::size_t at) {
    const std::size_t open = std::min(text.find('(', at), text.size());
    const std::string delimiter{text.substr(at + 2, open - at - 2)};
    return after(text, ")" + delimiter + "\"", open);
}

/// The end of the comment or literal that starts at `at`; `at` itself if none does.
std::size_t end_of_prose(std::string_view text, std::size_t at) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("//")) return std::min(text.find('\n', at), text.size());
    if (rest.starts_with("/*")) return after(text, "*/", at + 2);
    if (rest.starts_with("R\"")) return end_of_raw_string(text, at);
    if (rest.starts_with('"')) return end_of_quoted(text, at);
    const bool separates_digits = at > 0 && std::isalnum(static_cast<unsigned char>(text[at - 1]));
    if (rest.starts_with('\'') && !separates_digits) return end_of_quoted(text, at);
    return at;
}

}  // namespace

std::string code_only(std::string_view text) {
    std::string code{text};
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::max(end_of_prose(text, at), at + 1);
        if (end > at + 1)
            std::replace_if(
                code.begin() + static_cast<std::ptrdiff_t>(at),
                code.begin() + static_cast<std::ptrdiff_t>(end), [](char c) { return c != '\n'; },
                ' ');
        at = end;
    }
    return code;
}

}  // namespace ledger
