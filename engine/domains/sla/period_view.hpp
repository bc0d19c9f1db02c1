// The outages by the time that they took, so that those of any period are found without the rest.
#pragma once

#include "engine/domains/sla/course.hpp"
#include "engine/kernel/function_ref.hpp"
#include "engine/kernel/view.hpp"
#include "engine/ports/rows.hpp"

namespace ledger::sla {

inline constexpr std::string_view period_view = "sla_periods";
Result<void> fold_period(Rows& rows, const ViewEvent& event);

/// Every outage that began before the period's end and was not resolved before its begin, in no
/// order that means anything; an error of `visit` ends it.
Result<void> scan_period(const RowReader& rows, const Interval& period,
                         FunctionRef<Result<void>(const Course& course)> visit);

}  // namespace ledger::sla
