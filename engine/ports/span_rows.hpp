// Spans of time that belong to places, as rows of any view:
//   "p" place, 0, end, id -> the begin
//   "q" id                -> where its span stands
// What has ended before a time that matters is never looked at.
#pragma once

#include "engine/kernel/interval.hpp"
#include "engine/ports/rows.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

/// The span of `id` is this one from now on, whatever it was before.
Result<void> put_span(Rows& rows, std::string_view id, std::string_view place,
                      const Interval& span);
/// What was never put is gone already.
Result<void> erase_span(Rows& rows, std::string_view id);

/// Reads the spans of a view. Where there is none at all, no place is looked for. `rows` outlives
/// this.
class SpanReader {
public:
    explicit SpanReader(const RowReader& rows) : rows_{rows} {}

    /// Those of all `places` that end after `time`, in no order; they may overlap.
    Result<std::vector<Interval>> after(Timestamp time, const std::vector<std::string>& places);

private:
    Result<bool> has_any();

    const RowReader& rows_;
    std::optional<bool> has_any_;  ///< Once it was looked for.
};

}  // namespace ledger
