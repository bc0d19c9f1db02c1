// Makes Types out of declarations. Only for the sources that list the declared types with
// XDR_TYPES: whoever uses a type needs but its header.
#pragma once

#include "stellar/xdr/declare.hpp"
#include "stellar/xdr/type_lists.hpp"

#include <algorithm>

namespace ledger::stellar::xdr {

template <class T>
const Type& type_of();

/// The number of names in "none = 0, text = 1".
consteval std::size_t count_names(std::string_view list) {
    return static_cast<std::size_t>(std::ranges::count(list, ',')) + 1;
}

/// Takes the first "name" or "name = value" off the list; a name alone has the value 0.
consteval Enumerator take_name(std::string_view& list) {
    const std::string_view item = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), item.size() + 2));
    Enumerator enumerator{0, item.substr(0, item.find(' '))};
    const bool is_negative = item.find('-') != item.npos;
    for (const char digit : item.substr(enumerator.name.size()))
        if (digit >= '0' && digit <= '9') enumerator.value = enumerator.value * 10 + (digit - '0');
    if (is_negative) enumerator.value = -enumerator.value;
    return enumerator;
}

template <class Enum>
consteval auto enumerators_of() {
    std::string_view list = xdr_enumerators(Enum{});
    std::array<Enumerator, count_names(xdr_enumerators(Enum{}))> enumerators{};
    for (Enumerator& enumerator : enumerators) {
        enumerator = take_name(list);
        if (enumerator.name.ends_with('_')) enumerator.name.remove_suffix(1);
    }
    return enumerators;
}

template <class Enum>
inline constexpr auto enumerator_rows = enumerators_of<Enum>();

template <class... Members>
struct MemberTypes {};
struct ListMemberTypes {
    template <class... Members>
    MemberTypes<Members...> operator()(const Members&...) const {
        return {};
    }
};
template <class T, class... Members>
consteval auto make_member_rows(MemberTypes<Members...>) {
    std::string_view list = T::xdr_members;
    return std::array{Member{take_name(list).name, &type_of<Members>}...};
}
template <class T>
inline constexpr auto member_rows =
    make_member_rows<T>(decltype(T::xdr_visit(std::declval<T&>(), ListMemberTypes{})){});

template <auto... Values>
inline constexpr std::array<std::int32_t, sizeof...(Values)> discriminant_rows{
    static_cast<std::int32_t>(Values)...};
template <class T, auto... Values>
constexpr ArmRow arm_row(Arm<T, Values...>) {
    return {discriminant_rows<Values...>, &type_of<T>};
}
template <class T>
constexpr ArmRow arm_row(Rest<T>) {
    return {{}, &type_of<T>};
}
template <class... Arms>
inline constexpr std::array arm_rows{arm_row(Arms{})...};

/// One overload of `describe` for each kind of type; the pointer says which, and is null.
constexpr Type describe(const Void*) { return {.kind = Kind::nothing}; }
constexpr Type describe(const bool*) { return {.kind = Kind::boolean}; }
constexpr Type describe(const std::int32_t*) { return {.kind = Kind::int32}; }
constexpr Type describe(const std::uint32_t*) { return {.kind = Kind::uint32}; }
constexpr Type describe(const std::int64_t*) { return {.kind = Kind::int64}; }
constexpr Type describe(const std::uint64_t*) { return {.kind = Kind::uint64}; }

template <class Enum>
    requires std::is_enum_v<Enum>
constexpr Type describe(const Enum*) {
    return {.kind = Kind::enumeration,
            .name = xdr_enum_name(Enum{}),
            .enumerators = enumerator_rows<Enum>};
}
constexpr Type describe(const Hash*) { return {.kind = Kind::opaque, .limit = sizeof(Hash)}; }
template <std::uint32_t Size>
constexpr Type describe(const Opaque<Size>*) {
    return {.kind = Kind::opaque, .limit = Size};
}
template <class T>
std::string& bytes_of(void* value) {
    return static_cast<T*>(value)->bytes;
}
template <std::uint32_t Most>
constexpr Type describe(const VarOpaque<Most>*) {
    return {.kind = Kind::var_opaque, .limit = Most, .bytes = &bytes_of<VarOpaque<Most>>};
}
template <std::uint32_t Most>
constexpr Type describe(const String<Most>*) {
    return {.kind = Kind::string, .limit = Most, .bytes = &bytes_of<String<Most>>};
}
template <class T>
void* element_at(void* array, std::size_t index) {
    return &(*static_cast<T*>(array))[index];
}
template <class Element, std::uint32_t Most>
constexpr Type describe(const Array<Element, Most>*) {
    using Elements = Array<Element, Most>;
    return {.kind = Kind::array,
            .limit = Most,
            .element = &type_of<Element>,
            .count = [](const void* array) { return static_cast<const Elements*>(array)->size(); },
            .append = [](void* array) -> void* {
                return &static_cast<Elements*>(array)->emplace_back();
            },
            .at = &element_at<Elements>};
}
template <class Element, std::size_t Size>
constexpr Type describe(const std::array<Element, Size>*) {
    return {.kind = Kind::fixed_array,
            .limit = Size,
            .element = &type_of<Element>,
            .at = &element_at<std::array<Element, Size>>};
}
template <class Element>
constexpr Type describe(const Optional<Element>*) {
    return {.kind = Kind::optional,
            .element = &type_of<Element>,
            .held = [](void* value) -> void* {
                auto& optional = *static_cast<Optional<Element>*>(value);
                return optional ? &*optional : nullptr;
            },
            .emplace = [](void* value) -> void* {
                return &static_cast<Optional<Element>*>(value)->emplace();
            }};
}
template <class Element>
constexpr Type describe(const Box<Element>*) {
    return {.kind = Kind::box, .element = &type_of<Element>, .held = [](void* value) -> void* {
                return &**static_cast<Box<Element>*>(value);
            }};
}

template <class T>
concept Structure = requires { T::xdr_members; };
template <class T>
concept Choice = requires { T::arm_count; };

template <Structure T>
constexpr Type describe(const T*) {
    static_assert(member_rows<T>.size() <= most_members);
    return {.kind = Kind::structure,
            .name = T::xdr_name,
            .members = member_rows<T>,
            .addresses = [](void* value, std::span<void*, most_members> addresses) {
                T::xdr_visit(*static_cast<T*>(value), [&](auto&... members) {
                    std::size_t index = 0;
                    ((addresses[index++] = &members), ...);
                });
            }};
}

template <class Discriminant>
constexpr std::span<const Enumerator> discriminants_of() {
    if constexpr (std::is_enum_v<Discriminant>) return enumerator_rows<Discriminant>;
    return {};
}
template <class T, class Discriminant, class... Arms>
constexpr Type describe_choice(const Union<Discriminant, Arms...>*) {
    return {.kind = Kind::choice,
            .name = T::xdr_name,
            .enumerators = discriminants_of<Discriminant>(),
            .arms = arm_rows<Arms...>,
            .held = [](void* value) { return static_cast<T*>(value)->chosen(); },
            .discriminant =
                [](const void* value) {
                    return static_cast<std::int32_t>(static_cast<const T*>(value)->type());
                },
            .select =
                [](void* value, std::int32_t discriminant) {
                    return static_cast<T*>(value)->select(static_cast<Discriminant>(discriminant));
                }};
}
template <Choice T>
constexpr Type describe(const T* type) {
    return describe_choice<T>(type);
}

template <class T>
constexpr Type make_type() {
    Type type = describe(static_cast<const T*>(nullptr));
    type.size = sizeof(T);
    if constexpr (requires { T::text_form; }) type.text_form = T::text_form;
    return type;
}

template <class T>
const Type& type_of() {
    if constexpr (requires { T::xdr_type(); }) {
        return T::xdr_type();
    } else {
        static constexpr Type type = make_type<T>();
        return type;
    }
}

/// A row of the registry, for a type whose name in SEP-51 is `name`.
template <class T>
constexpr Entry entry_of(std::string_view name) {
    return {name, &type_of<T>, []() -> void* { return new T{}; },
            [](void* value) { delete static_cast<T*>(value); }};
}
template <class Enum>
    requires std::is_enum_v<Enum>
constexpr Entry entry_of() {
    return entry_of<Enum>(xdr_enum_name(Enum{}));
}
template <class T>
constexpr Entry entry_of() {
    return entry_of<T>(T::xdr_name);
}

}  // namespace ledger::stellar::xdr

// XDR_TYPES(function, Type, ...) defines what the declarations of these structs and unions promise,
// and a function that returns their rows of the registry.
#define XDR_TYPES(function, ...)                                                      \
    XDR_EXPAND(XDR_DEFINE_EACH(__VA_ARGS__))                                          \
    std::span<const Entry> function() {                                               \
        static constexpr std::array entries{XDR_EXPAND(XDR_ENTRY_EACH(__VA_ARGS__))}; \
        return entries;                                                               \
    }
#define XDR_DEFINE_EACH(T, ...)                      \
    const Type& T::xdr_type() {                      \
        static constexpr Type type = make_type<T>(); \
        return type;                                 \
    }                                                \
    __VA_OPT__(XDR_DEFINE_AGAIN XDR_PARENTHESES(__VA_ARGS__))
#define XDR_DEFINE_AGAIN() XDR_DEFINE_EACH

// XDR_UNIONS(Type, ...) defines what copies, moves, ends and compares these unions, once: in every
// file that uses them it would cost seconds.
#define XDR_UNIONS(...) XDR_EXPAND(XDR_UNION_EACH(__VA_ARGS__))
#define XDR_UNION_EACH(T, ...)                                                       \
    T::T() = default;                                                                \
    T::T(const T&) = default;                                                        \
    T::T(T&&) noexcept = default;                                                    \
    T& T::operator=(const T&) = default;                                             \
    T& T::operator=(T&&) noexcept = default;                                         \
    T::~T() = default;                                                               \
    bool T::operator==(const T& other) const {                                       \
        return static_cast<const Union&>(*this) == static_cast<const Union&>(other); \
    }                                                                                \
    __VA_OPT__(XDR_UNION_AGAIN XDR_PARENTHESES(__VA_ARGS__))
#define XDR_UNION_AGAIN() XDR_UNION_EACH

#define XDR_ENTRY_EACH(T, ...) \
    entry_of<T>() __VA_OPT__(, XDR_ENTRY_AGAIN XDR_PARENTHESES(__VA_ARGS__))
#define XDR_ENTRY_AGAIN() XDR_ENTRY_EACH

// The preprocessor has no loops: each scan of a line lets the macros above take one more step, and
// this scans 256 times.
#define XDR_PARENTHESES ()
#define XDR_EXPAND(...) XDR_EXPAND_64(XDR_EXPAND_64(XDR_EXPAND_64(XDR_EXPAND_64(__VA_ARGS__))))
#define XDR_EXPAND_64(...) XDR_EXPAND_16(XDR_EXPAND_16(XDR_EXPAND_16(XDR_EXPAND_16(__VA_ARGS__))))
#define XDR_EXPAND_16(...) XDR_EXPAND_4(XDR_EXPAND_4(XDR_EXPAND_4(XDR_EXPAND_4(__VA_ARGS__))))
#define XDR_EXPAND_4(...) XDR_EXPAND_1(XDR_EXPAND_1(XDR_EXPAND_1(XDR_EXPAND_1(__VA_ARGS__))))
#define XDR_EXPAND_1(...) __VA_ARGS__
