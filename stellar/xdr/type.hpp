// What the walkers know of a type: a constant made by the compiler from its declaration. One
// decoder, encoder, JSON writer and JSON reader serve all types through it.
#pragma once

#include "stellar/xdr/containers.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace ledger::stellar::xdr {

struct Type;
struct TextForm;
/// A function instead of a pointer, because types refer to themselves.
using TypeReference = const Type& (*)();

enum class Kind : std::uint8_t {
    nothing,
    boolean,
    int32,
    uint32,
    int64,
    uint64,
    enumeration,
    opaque,       ///< `limit` bytes.
    var_opaque,   ///< At most `limit` bytes.
    string,       ///< At most `limit` bytes.
    array,        ///< At most `limit` elements.
    fixed_array,  ///< `limit` elements.
    optional,
    box,  ///< Its element, on the heap; not to be seen on the wire.
    structure,
    choice,  ///< A discriminated union.
};

/// An enumerator, named as SEP-51 does.
struct Enumerator {
    std::int32_t value = 0;
    std::string_view name;
};

struct Member {
    std::string_view name;  ///< As in SEP-51.
    TypeReference type = nullptr;
};

/// An arm of a union. Its name is that of the discriminant that chose it.
struct ArmRow {
    std::span<const std::int32_t> values;  ///< Of the rest arm: none.
    TypeReference type = nullptr;
};

inline constexpr std::size_t most_members = 32;

/// The functions take the address of a value of the type. Which of them are there depends on the
/// kind, as the comments say.
struct Type {
    Kind kind = Kind::nothing;
    std::string_view name{};  ///< As in SEP-51; empty when it is made of other types in place.
    std::uint32_t limit = 0;
    std::size_t size = 0;                 ///< Bytes in memory.
    const TextForm* text_form = nullptr;  ///< How SEP-51 writes it, if unlike others of its kind.
    TypeReference element = nullptr;      ///< Of arrays, optionals and boxes.
    std::span<const Enumerator> enumerators{};  ///< Enums; unions: those of the discriminant.
    std::span<const Member> members{};          ///< Structures.
    std::span<const ArmRow> arms{};             ///< Unions.

    std::string& (*bytes)(void*) = nullptr;           ///< Variable opaques and strings.
    std::size_t (*count)(const void*) = nullptr;      ///< Arrays: how many elements there are.
    void* (*append)(void*) = nullptr;                 ///< Arrays: one more, empty element.
    void* (*at)(void*, std::size_t index) = nullptr;  ///< Arrays, of both kinds.
    void* (*held)(void*) = nullptr;     ///< Optionals: the value or null. Boxes and unions: it.
    void* (*emplace)(void*) = nullptr;  ///< Optionals: a new, empty value.
    /// Structures: the members' addresses.
    void (*addresses)(void*, std::span<void*, most_members>) = nullptr;
    std::int32_t (*discriminant)(const void*) = nullptr;  ///< Unions.
    /// Unions: chooses the arm of a discriminant that has one, and returns its new, empty value.
    void* (*select)(void*, std::int32_t discriminant) = nullptr;
};

/// The arm that `discriminant` chooses; null when the union, as declared here, has none.
const ArmRow* arm_of(const Type& type, std::int32_t discriminant);
bool has_enumerator(const Type& type, std::int32_t value);
/// SEP-51's name of an enum's value or of a union's discriminant ("v0" where that is an int);
/// empty when there is no such enumerator.
std::string name_of(const Type& type, std::int32_t value);

}  // namespace ledger::stellar::xdr
