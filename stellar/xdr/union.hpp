// Discriminated unions: `struct Memo : Union<MemoType, Arm<Void, MemoType::none>, ...>`.
#pragma once

#include "engine/kernel/assert.hpp"
#include "stellar/xdr/containers.hpp"

#include <cstddef>
#include <type_traits>
#include <utility>
#include <variant>

namespace ledger::stellar::xdr {

/// The arm that holds a T when the discriminant is one of `Values`.
template <class T, auto... Values>
struct Arm {
    using Type = T;
    template <class Discriminant>
    static constexpr bool takes(Discriminant value) {
        return ((value == Values) || ...);
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

/// `Memo{arm<MemoType::id>, std::uint64_t{7}}`: chooses the arm, then gives its value.
template <auto Chosen>
struct ArmTag {};
template <auto Chosen>
inline constexpr ArmTag<Chosen> arm{};

/// The discriminant that a union starts with: the first value of its first arm.
template <class Discriminant, class T, auto First, auto... Others>
constexpr Discriminant initial_of(Arm<T, First, Others...>) {
    return First;
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
    template <Discriminant Chosen>
    using ArmType = std::variant_alternative_t<index_of(Chosen), Value>;

    Union() = default;
    template <auto Chosen, class... Args>
    explicit Union(ArmTag<Chosen>, Args&&... args)
        : type_{Chosen},
          value_{std::in_place_index<index_of(Chosen)>,
                 ArmType<Chosen>{std::forward<Args>(args)...}} {}
    /// The arm of `type`, which must exist, with an empty value: for results, whose code is known
    /// only when the program runs.
    explicit Union(Discriminant type) { select(type); }

    Discriminant type() const { return type_; }
    /// The value of the arm that `Chosen` chooses; null when it is another arm's turn.
    template <Discriminant Chosen>
    const ArmType<Chosen>* get_if() const {
        return std::get_if<index_of(Chosen)>(&value_);
    }
    template <Discriminant Chosen>
    ArmType<Chosen>* get_if() {
        return std::get_if<index_of(Chosen)>(&value_);
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
    template <std::size_t... Indices>
    void* emplace_at(std::size_t index, std::index_sequence<Indices...>) {
        void* value = nullptr;
        static_cast<void>(
            ((index == Indices && (value = &value_.template emplace<Indices>(), true)) || ...));
        return value;
    }
    template <std::size_t... Indices>
    void* address(std::index_sequence<Indices...>) {
        void* value = nullptr;
        static_cast<void>(((value = std::get_if<Indices>(&value_)) || ...));
        return value;
    }

    Discriminant type_ = initial_of<Discriminant>(First{});
    Value value_{};
};

}  // namespace ledger::stellar::xdr
