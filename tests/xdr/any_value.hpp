// Random values of any XDR type, made from its description. Nothing here knows a C++ type.
#pragma once

#include "stellar/xdr/registry.hpp"

#include <map>
#include <random>
#include <set>
#include <utility>

namespace ledger::stellar::xdr {

/// How often each arm of each union was made: by the union's name and the discriminant.
using ArmCounts = std::map<std::pair<std::string_view, std::int32_t>, std::size_t>;

/// Makes the arms of a union that were made least often first, so that a few values reach them all.
/// Below `deepest` levels, arrays are empty, optionals absent and unions as shallow as they can be.
class ValueMaker {
public:
    explicit ValueMaker(std::uint64_t seed, std::size_t deepest = 14)
        : random_{seed}, deepest_{deepest} {}

    AnyValue make(const Entry& entry);
    const ArmCounts& arms() const { return arms_; }

private:
    void fill(const Type& type, void* value, std::size_t depth);
    void fill_number(const Type& type, void* value);
    void fill_bytes(std::string& bytes, std::size_t size, bool as_text);
    void fill_variable(const Type& type, void* value);
    void fill_array(const Type& type, void* value, std::size_t depth);
    void fill_structure(const Type& type, void* value, std::size_t depth);
    void fill_choice(const Type& type, void* value, std::size_t depth);
    std::int32_t choose(const Type& type, std::size_t depth);
    /// Levels that a value of this type has at least.
    std::size_t least_depth(const Type& type);
    std::size_t least_depth_inside(const Type& type);
    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

    std::mt19937_64 random_;
    std::size_t deepest_;
    ArmCounts arms_;
    std::map<const Type*, std::size_t> least_depths_;
};

/// All arms that the union has here.
std::vector<std::int32_t> discriminants_of(const Type& type);
/// All unions that a value of one of `entries` can hold, and all their arms.
std::set<std::pair<std::string_view, std::int32_t>> arms_within(const std::vector<Entry>& entries);

}  // namespace ledger::stellar::xdr
