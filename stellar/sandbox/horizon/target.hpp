// What a request's target and its form say.
#pragma once

#include "stellar/sandbox/history/history.hpp"
#include "stellar/sandbox/horizon/problem.hpp"

#include <cstddef>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::stellar::sandbox {

template <class T>
using OrProblem = std::expected<T, Problem>;

/// Names and values, decoded; of a repeated name the last.
using Parameters = std::map<std::string, std::string, std::less<>>;

struct Target {
    std::vector<std::string> path;  ///< Between the slashes, decoded; of "/" empty.
    Parameters query;

    /// Null when it is absent or empty.
    const std::string* find(std::string_view name) const;
};

/// "/a/b?c=d".
OrProblem<Target> target_from_text(std::string_view text);
/// "a=b&c=d"; nothing when it is badly escaped.
std::optional<Parameters> form_from_text(std::string_view text);

inline constexpr std::size_t default_page_records = 10;
inline constexpr std::size_t most_page_records = 200;

/// Which part of a list is asked for.
struct PageRequest {
    Range range;
    std::string cursor;  ///< As it was given.
    bool is_from_now = false;
    std::size_t limit = default_page_records;
};

/// The parameters `cursor`, `order` and `limit`. `has_numbers`: a cursor is a paging token of
/// history, else it is text of the list's own.
OrProblem<PageRequest> page_request_of(const Target& target, bool has_numbers = true);

}  // namespace ledger::stellar::sandbox
