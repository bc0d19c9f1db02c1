// Discriminated unions: `struct Memo : Union<MemoType, Arm<Void, MemoType::none>, ...>`.
#pragma once

#include "engine/kernel/assert.hpp"
#include "stellar/xdr/containers.hpp"

#include <cstddef>
#include <type_traits>
#include <utility>
#include <variant>

namespace ledger::stellar::xdr {

/// The arm that holds a T when the discriminant is one of `values`.
template <class T, auto... values>
struct Arm {
    using Type = T;
    template <class Discriminant>
    static constexpr bool takes(Discriminant value) {
        return ((value == values) || ...);
    }
};

/// The arm of every enumerator that no arm before it takes: `Rest<Void>` is how most results end.
template <class T>
struct Rest {
    using Type = T;
    template <class Discriminant>
    static constexpr bool takes(Discriminant) {
        return true;
    }
};

/// `Memo{arm<MemoType::id>, 7}`: chooses the arm, then gives its value.
template <auto value>
struct ArmTag {};
template <auto value>
inline constexpr ArmTag<value> arm{};

/// The discriminant that a union starts with: the first value of its first arm.
template <class Discriminant, class T, auto first, auto... others>
constexpr Discriminant initial_of(Arm<T, first, others...>) {
    return first;
}
template <class Discriminant, class T>
constexpr Discriminant initial_of(Rest<T>) {
    return Discriminant{};
}

/// A discriminant, an enum or for versions an int, and the value of the arm that it chooses.
template <class Discriminant, class First, class... Others>
class Union {
public:
    using Value = std::variant<typename First::Type, typename Others::Type...>;
    static constexpr std::size_t arm_count = sizeof...(Others) + 1;

    /// The place of the arm that `type` chooses; `arm_count` when there is none.
    static constexpr std::size_t index_of(Discriminant type) {
        constexpr bool (*takes[])(Discriminant) = {&First::template takes<Discriminant>,
                                                   &Others::template takes<Discriminant>...};
        std::size_t index = 0;
        while (index < arm_count && !takes[index](type)) ++index;
        return index;
    }
    template <Discriminant type>
    using ArmType = std::variant_alternative_t<index_of(type), Value>;

    Union() = default;
    template <auto type, class... Args>
    explicit Union(ArmTag<type>, Args&&... args)
        : type_{type},
          value_{std::in_place_index<index_of(type)>, ArmType<type>{std::forward<Args>(args)...}} {}
    /// The arm of `type`, which must exist, with an empty value: for results, whose code is known
    /// only when the program runs.
    explicit Union(Discriminant type) { select(type); }

    Discriminant type() const { return type_; }
    /// The value of the arm that `type` chooses; null when another arm is chosen.
    template <Discriminant type>
    const ArmType<type>* get_if() const {
        return std::get_if<index_of(type)>(&value_);
    }
    template <Discriminant type>
    ArmType<type>* get_if() {
        return std::get_if<index_of(type)>(&value_);
    }

    /// Chooses the arm of `type`, which must exist, and returns its new, empty value.
    void* select(Discriminant type) {
        const std::size_t index = index_of(type);
        LEDGER_ASSERT(index < arm_count);
        type_ = type;
        return emplace_at(index, std::make_index_sequence<arm_count>{});
    }
    /// The address of the value of the chosen arm.
    void* chosen() { return address(std::make_index_sequence<arm_count>{}); }

    bool operator==(const Union&) const = default;

private:
    template <std::size_t... indices>
    void* emplace_at(std::size_t index, std::index_sequence<indices...>) {
        void* value = nullptr;
        static_cast<void>(
            ((index == indices && (value = &value_.template emplace<indices>(), true)) || ...));
        return value;
    }

    template <std::size_t... indices>
    void* address(std::index_sequence<indices...>) {
        void* value = nullptr;
        static_cast<void>(((value = std::get_if<indices>(&value_)) || ...));
        return value;
    }

    Discriminant type_ = initial_of<Discriminant>(First{});
    Value value_{};
};

}  // namespace ledger::stellar::xdr
