// Counts the members of an aggregate, so that a field list that forgot one is caught.
#pragma once

#include "engine/kernel/describe.hpp"

#include <cstddef>
#include <tuple>
#include <type_traits>

namespace ledger {

/// Converts to whatever member it is asked to initialise; never run.
struct AnyMember {
    template <class T>
    operator T() const;  // NOLINT(google-explicit-constructor): aggregates initialise implicitly.
};

/// How many members a T has: as many as there can be values in its braces.
template <class T, class... Members>
    requires std::is_aggregate_v<T>
consteval std::size_t member_count() {
    if constexpr (requires { T{Members{}..., AnyMember{}}; }) {
        return member_count<T, Members..., AnyMember>();
    } else {
        return sizeof...(Members);
    }
}

/// Whether `fields()` lists as many members as T has.
template <Described T>
consteval bool lists_every_member() {
    return std::tuple_size_v<decltype(T::fields())> == member_count<T>();
}

}  // namespace ledger
