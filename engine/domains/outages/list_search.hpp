// Finds the outages that a filter names, in the order that it asks for, and counts them exactly.
#pragma once

#include "engine/domains/outages/list_order.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace ledger::outages {

struct ListWindow {
    std::optional<ListCursor> after;
    std::uint64_t offset = 0;
    std::uint64_t limit = std::numeric_limits<std::uint64_t>::max();  ///< Then without offset.
};

struct FoundOutages {
    std::uint64_t total = 0;      ///< That match, wherever the window is.
    std::vector<Number> numbers;  ///< Those in the window, in order.
    bool has_next = false;        ///< Whether some follow the window.
    ListCursor last;              ///< Of the last one in the window.
};

/// `external_id` is looked up in the lines of what else is left.
Result<FoundOutages> find_outages(const RowReader& rows, const ListFilter& filter,
                                  const ListWindow& window);

/// Calls `visit` with the lines of `numbers`, each with its place among them, in no order.
Result<void> read_lines(const RowReader& rows, const std::vector<Number>& numbers,
                        FunctionRef<Result<void>(std::size_t place, std::string_view line)> visit);

}  // namespace ledger::outages
