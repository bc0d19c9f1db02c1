// The standing results of resolved outages in the order in which they were resolved.
#pragma once

#include "engine/domains/sla/events.hpp"
#include "engine/kernel/function_ref.hpp"
#include "engine/kernel/view.hpp"
#include "engine/ports/rows.hpp"

namespace ledger::sla {

inline constexpr std::string_view result_view = "sla_results";
Result<void> fold_result(Rows& rows, const ViewEvent& event);

/// What pricing an outage otherwise must know of it.
struct ResultLine {
    std::string outage;
    Timestamp resolved_at{};
    Severity severity = Severity::low;
    bool excluded = false;  ///< No time counted: no terms make anything of it.
    Duration counted{};     ///< Exactly.
    std::uint64_t minutes = 0;
    Amount amount;
    std::uint32_t policy_version = 0;
    bool operator==(const ResultLine&) const = default;
};

/// Those with `from` <= resolved_at < `until`, in order; an error of `visit` ends it.
Result<void> scan_results(const RowReader& rows, Timestamp from, Timestamp until,
                          FunctionRef<Result<void>(const ResultLine& line)> visit);

}  // namespace ledger::sla
