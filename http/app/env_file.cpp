#include "http/app/env_file.hpp"

#include <fmt/format.h>

#include <optional>

namespace ledger::app {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r";
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

bool is_name(std::string_view text) {
    constexpr std::string_view digits = "0123456789";
    constexpr std::string_view allowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
    return !text.empty() && text.find_first_not_of(allowed) == text.npos &&
           digits.find(text.front()) == digits.npos;
}

char unescaped(char c) { return c == 'n' ? '\n' : c == 't' ? '\t' : c; }

/// Nothing when the quotes do not end, or something but a comment follows them.
std::optional<std::string> unquoted(std::string_view text) {
    const char quote = text.front();
    std::string value;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == quote) {
            const std::string_view rest = trimmed(text.substr(i + 1));
            if (!rest.empty() && !rest.starts_with('#')) return std::nullopt;
            return value;
        }
        const bool escapes = quote == '"' && text[i] == '\\' && i + 1 < text.size();
        if (escapes) ++i;
        value += escapes ? unescaped(text[i]) : text[i];
    }
    return std::nullopt;
}

}  // namespace

std::string_view without_comment(std::string_view value) {
    for (std::size_t at = value.find('#'); at != value.npos; at = value.find('#', at + 1))
        if (at == 0 || value[at - 1] == ' ' || value[at - 1] == '\t')
            return trimmed(value.substr(0, at));
    return trimmed(value);
}

Result<Variables> read_env_file(std::string_view text) {
    Variables variables;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.starts_with('#')) continue;
        if (line.starts_with("export ")) line = trimmed(line.substr(7));
        const std::size_t equals = line.find('=');
        const std::string_view name = trimmed(line.substr(0, std::min(equals, line.size())));
        const std::string_view rest = equals == line.npos ? "" : trimmed(line.substr(equals + 1));
        const bool quoted = rest.starts_with('"') || rest.starts_with('\'');
        const std::optional<std::string> value =
            quoted ? unquoted(rest) : std::string{without_comment(rest)};
        if (equals == line.npos || !is_name(name) || !value)
            return fail(ErrorKind::validation, "config.line",
                        fmt::format("line {} is not KEY=value", number));
        variables.insert_or_assign(std::string{name}, *value);
    }
    return variables;
}

}  // namespace ledger::app
