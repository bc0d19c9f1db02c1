// The vectors of tests/golden/stellar, read row by row.
#pragma once

#include "engine/kernel/json_reader.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

namespace ledger::stellar {

/// A row's members: a string's text; of anything else its JSON.
using Vector = std::map<std::string, std::string>;

inline std::string vector_file(const std::string& name) {
    std::ifstream file{LEDGER_SOURCE_DIR "/tests/golden/stellar/" + name};
    return {std::istreambuf_iterator<char>{file}, {}};
}

inline std::string text_of(json::Value& value) {
    if (value.kind() != json::Kind::string) return std::string{value.raw()};
    std::string_view text;
    REQUIRE(value.read_string(text));
    return std::string{text};
}

inline Vector vector_of(json::Value& row) {
    Vector vector;
    row.for_each_member(
        [&](std::string_view name, json::Value& value) { vector.emplace(name, text_of(value)); });
    return vector;
}

/// JSON without the spaces between its tokens.
inline std::string compact(std::string_view json) {
    std::string text;
    bool inside = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (c == '"') inside = !inside;
        if (inside || (c != ' ' && c != '\n')) text += c;
        if (inside && c == '\\') text += json[++i];
    }
    return text;
}

/// Calls `visit` for each row of the list called `list` in the file; how many there were.
inline std::size_t for_each_vector(const std::string& file, std::string_view list,
                                   FunctionRef<void(const Vector&)> visit) {
    std::size_t count = 0;
    const auto read = json::read(vector_file(file), [&](json::Value& root) {
        root.for_each_member([&](std::string_view name, json::Value& rows) {
            if (name != list) return;
            rows.for_each_element([&](json::Value& row) {
                visit(vector_of(row));
                ++count;
            });
        });
    });
    REQUIRE(read.has_value());
    return count;
}

}  // namespace ledger::stellar
