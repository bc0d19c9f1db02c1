// A query string read into a described struct: `parse_query<ListOutages>(request)`. The rules are
// the codec's, unknown parameters are refused, and every complaint comes at once.
#pragma once

#include "engine/kernel/codec.hpp"
#include "engine/kernel/function_ref.hpp"
#include "engine/kernel/request.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace ledger {

/// What a piece of bare text (a query parameter, a cell of a CSV file) is meant to be.
enum class TextKind { string, number, boolean };

template <class Member>
inline constexpr TextKind text_kind_of = std::is_same_v<Member, bool>   ? TextKind::boolean
                                         : std::is_arithmetic_v<Member> ? TextKind::number
                                                                        : TextKind::string;
template <class Member>
inline constexpr TextKind text_kind_of<std::optional<Member>> = text_kind_of<Member>;

/// Appends `text` as a JSON value of that kind; as a string when it cannot be one, so that the
/// decoder complains about its type.
void append_json_of(std::string& json, TextKind kind, std::string_view text);

/// The parameters as one JSON object.
std::string query_as_json(const Request& request,
                          FunctionRef<TextKind(std::string_view name)> kind_of);

/// Absent parameters leave their members as they are, which must hence be optional or `or_default`.
template <Described T>
Result<T> parse_query(const Request& request) {
    const auto kind_of = [](std::string_view name) {
        TextKind kind = TextKind::string;
        for_each_field(T{}, [&](const auto& field, const auto& member) {
            if (field.name == name) kind = text_kind_of<std::remove_cvref_t<decltype(member)>>;
        });
        return kind;
    };
    return json::parse<T>(query_as_json(request, kind_of));
}

/// The query of a route that takes no parameters.
struct NoParameters {
    static constexpr auto fields() { return std::tuple{}; }
};

}  // namespace ledger
