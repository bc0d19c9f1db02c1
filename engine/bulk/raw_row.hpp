// A row of a bulk import before anybody knows what it means, and what its domain calls its members.
#pragma once

#include "engine/kernel/codec.hpp"
#include "engine/kernel/error.hpp"
#include "engine/kernel/query.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace ledger::bulk {

/// What a format makes of its input: the text of one row, or why there is none.
struct RawRow {
    std::size_t number = 0;  ///< 1 is the first row of data.
    std::string json;
    std::vector<FieldError> errors;
};

/// A member of a row type, and how a cell of text becomes its JSON.
struct Column {
    std::string_view name;
    TextKind kind = TextKind::string;
    bool holds_list = false;   ///< Of texts; a cell separates them.
    bool holds_time = false;   ///< An instant.
    bool is_required = false;  ///< A table without this column has no good row.
    bool fits_cell = true;     ///< False: an object, which only JSON can say.
};

/// Terms of a mapping (MappingTerms) that have a name.
struct Preset {
    std::string_view name;
    std::string_view map{};
    std::string_view ignore{};
    std::string_view set{};
    std::string_view map_value{};
    std::string_view list_separator{};
    /// Longitudes beyond 180 degrees, as centroids of countries across the antimeridian have them,
    /// become the same place west of it: 193.2164 is -166.7836.
    bool wraps_longitude = false;
};

/// What the formats have to know of a row type.
struct RowForm {
    std::span<const Column> columns;
    std::string_view rows_name;  ///< The member of a JSON document that has them: "outages".
    std::span<const Preset> presets{};
};

template <class Member>
inline constexpr bool fits_a_cell = !Described<Member>;
template <class Member>
inline constexpr bool fits_a_cell<std::optional<Member>> = fits_a_cell<Member>;
template <class Member>
inline constexpr bool fits_a_cell<std::vector<Member>> = fits_a_cell<Member>;

template <class Owner, class Member>
constexpr Column column_of(const Field<Owner, Member>& field) {
    return {.name = field.name,
            .kind = text_kind_of<Member>,
            .holds_list = std::is_same_v<Member, std::vector<std::string>>,
            .holds_time = std::is_same_v<Member, Timestamp> ||
                          std::is_same_v<Member, std::optional<Timestamp>>,
            .is_required = !json::is_optional<Member> && !field.rules.may_be_absent,
            .fits_cell = fits_a_cell<Member>};
}

/// The columns that a table of `Row` may have: its members.
template <Described Row>
inline constexpr auto columns_of =
    std::apply([](const auto&... field) { return std::array{column_of(field)...}; }, Row::fields());

/// Takes a row that was read.
using RowSink = FunctionRef<void(RawRow)>;

}  // namespace ledger::bulk
