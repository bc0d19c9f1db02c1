// The first thing that a walk found wrong, and the path to it.
#pragma once

#include "engine/kernel/error.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::stellar::xdr {

struct Type;

/// Bytes or JSON break a rule.
inline constexpr std::string_view invalid_code = "xdr.invalid";
/// An enumerator or a discriminant that is not declared: a later protocol's, or a part of this one
/// that is left out. Whoever has the bytes should keep them.
inline constexpr std::string_view unsupported_code = "xdr.unsupported";

/// A walk that fails returns what these functions return, false, all the way out, and each level
/// adds its part of the path.
class Fault {
public:
    bool set(std::string_view rule, std::string message);
    /// `value` is not one that `type` has here: its error is "xdr.unsupported" with both as facts.
    bool set_unsupported(const Type& type, std::string_view rule, std::int64_t value);
    bool within(std::string_view member);
    bool within(std::size_t index);

    bool is_set() const { return !rule_.empty(); }
    /// A validation error about the path from `root`, the type's name, inward.
    Error error(std::string_view root) const;

private:
    std::string rule_;
    std::string message_;
    std::vector<std::string> path_;  ///< From the inside out.
    std::vector<std::pair<std::string, std::string>> facts_;
};

}  // namespace ledger::stellar::xdr
