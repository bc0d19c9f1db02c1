// All types by the names that SEP-51 gives them.
#pragma once

#include "stellar/xdr/type.hpp"

namespace ledger::stellar::xdr {

struct Entry {
    std::string_view name;
    TypeReference type = nullptr;
    void* (*make)() = nullptr;  ///< A new, empty value.
    void (*destroy)(void*) = nullptr;
};

/// A value of a type that is known only when the program runs.
using AnyValue = std::unique_ptr<void, void (*)(void*)>;
inline AnyValue make_value(const Entry& entry) { return {entry.make(), entry.destroy}; }

/// Every declared type, grouped as the headers are.
std::vector<Entry> all_types();
/// Nothing when no type has this name.
std::optional<Entry> find_type(std::string_view name);

}  // namespace ledger::stellar::xdr
