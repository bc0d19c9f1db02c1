// One pass over a JSON document. Numbers stay text, so that money never meets a float.
#pragma once

#include "engine/kernel/function_ref.hpp"
#include "engine/kernel/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace ledger::json {

enum class Kind { null, boolean, number, string, array, object, malformed };

/// A document nests at most this many levels, its root included.
inline constexpr std::size_t max_depth = 32;

class Cursor;  // simdjson's value; its header stays in json_reader.cpp.

/// A value under the cursor. Valid only inside the callback that receives it; read it at most once.
/// A malformed token (`NaN`, `1e`, a bad escape) is `Kind::malformed` here and does not stop the
/// reading of its neighbours, so that a decoder can name every bad field at once.
class Value {
public:
    Kind kind() const { return kind_; }
    bool boolean() const;
    /// The number's token, exactly as written and well-formed by RFC 8259: "1e400", "750.00".
    std::string_view number() const;
    /// Unescaped UTF-8, valid until the document is left. False when it is not UTF-8, has a bad
    /// escape or a control character that is not escaped.
    bool read_string(std::string_view& out) const;
    /// The text of this value exactly as it stands in the document; inside of an array or object
    /// only its strings and brackets were looked at. Consumes the value. Empty when broken.
    std::string_view raw() const;
    /// Calls `visit` for each member in order, duplicates included. False when the text inside is
    /// broken beyond reading on; what was visited before counts as visited.
    bool for_each_member(FunctionRef<void(std::string_view name, Value&)> visit);
    bool for_each_element(FunctionRef<void(Value&)> visit);
    /// Levels of nesting of this value: 0 for a scalar, 1 for `[]`. Consumes the value.
    std::size_t depth() const;

private:
    friend class Cursor;
    Value(Cursor& cursor, Kind kind) : cursor_{&cursor}, kind_{kind} {}

    Cursor* cursor_;
    Kind kind_;
};

/// Reads `text` as one JSON document and hands its root to `visit`. An error about field "", rule
/// "json", when the text is not JSON as a whole: empty, unbalanced, trailing content. Rule "utf8"
/// when a string or a member's name is not UTF-8; the values are visited all the same, so that
/// whoever meets that string can say where it stands. Reading inside of `visit` is allowed.
Result<void> read(std::string_view text, FunctionRef<void(Value& root)> visit);

}  // namespace ledger::json
