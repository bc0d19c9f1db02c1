// A struct lists its members once; codec, validation, schema and documentation come from the list.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace ledger {

/// What a member's value must satisfy, beyond its type. Lengths count bytes of UTF-8; items hold
/// for arrays, all other rules for each of their elements.
struct Rules {
    std::size_t min_length = 0;
    std::size_t max_length = 255;
    std::int64_t minimum = std::numeric_limits<std::int64_t>::min();
    std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
    std::size_t min_items = 0;
    std::size_t max_items = 100;
    bool may_be_absent = false;   ///< Absent in the text means: the member keeps its default.
    bool omit_when_null = false;  ///< A null member is not written at all.
};

/// A member's name on the wire, its doc and its rules. `std::optional` members may be absent or
/// null; all others are required unless `or_default`. `Shown` is the type that documents describe:
/// another one than the member's where that holds JSON ready to be sent.
template <class Owner, class Member, class Shown = Member>
struct Field {
    using Type = Member;
    using ShownType = Shown;

    std::string_view name;
    Member Owner::* member;
    std::string_view doc;
    Rules rules{};

    constexpr Field length(std::size_t least, std::size_t most) const {
        Field field = *this;
        field.rules.min_length = least;
        field.rules.max_length = most;
        return field;
    }
    /// For numbers and amounts, in whole units: both ends are allowed.
    constexpr Field range(std::int64_t least, std::int64_t most) const {
        Field field = *this;
        field.rules.minimum = least;
        field.rules.maximum = most;
        return field;
    }
    constexpr Field items(std::size_t least, std::size_t most) const {
        Field field = *this;
        field.rules.min_items = least;
        field.rules.max_items = most;
        return field;
    }
    constexpr Field or_default() const {
        Field field = *this;
        field.rules.may_be_absent = true;
        return field;
    }
    constexpr Field omit_null() const {
        Field field = *this;
        field.rules.omit_when_null = true;
        return field;
    }
    /// For a member of JSON text: what that text holds.
    template <class Content>
    constexpr Field<Owner, Member, Content> holding() const {
        return {name, member, doc, rules};
    }
};
template <class Owner, class Member>
Field(std::string_view, Member Owner::*, std::string_view) -> Field<Owner, Member, Member>;

template <class T>
concept Described = requires { T::fields(); };

/// Calls `visit(field, member)` for each member of `value`, in the order of the list.
template <class Value, class Visit>
void for_each_field(Value&& value, Visit&& visit) {
    static constexpr auto fields = std::remove_cvref_t<Value>::fields();
    std::apply([&](const auto&... field) { (visit(field, value.*field.member), ...); }, fields);
}

/// One enumerator and its word on the wire.
template <class Enum>
struct EnumName {
    Enum value;
    std::string_view name;
};

/// Specialised per enum as a constexpr array of EnumName, in the order in which it is documented:
/// `template <> inline constexpr std::array enum_names<Severity>{EnumName{Severity::low, "low"}};`
template <class Enum>
inline constexpr int enum_names = 0;

/// What a reply says first when a word is none of the enum's, where the API has a sentence for it;
/// empty: what is wrong with the field.
template <class Enum>
inline constexpr std::string_view enum_headline{};

template <class Enum>
concept NamedEnum = std::is_enum_v<Enum> && requires { enum_names<Enum>.size(); };

template <NamedEnum Enum>
constexpr std::string_view name_of(Enum value) {
    for (const auto& row : enum_names<Enum>)
        if (row.value == value) return row.name;
    return "";
}

template <NamedEnum Enum>
constexpr std::optional<Enum> enum_of(std::string_view name) {
    for (const auto& row : enum_names<Enum>)
        if (row.name == name) return row.value;
    return std::nullopt;
}

/// A member of a change: absent, null (clear it) or a value (set it). Written as absent only if its
/// field says `omit_null`.
template <class T>
struct Patch {
    bool present = false;
    std::optional<T> value;
    explicit operator bool() const { return present; }
    bool operator==(const Patch&) const = default;
};

}  // namespace ledger
