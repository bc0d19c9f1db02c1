// Spans of time that belong to places, as rows of any view:
//   "p" place, 0, end, id -> the begin
//   "q" id                -> where its span stands
// What has ended before a time that matters is never looked at.
#pragma once

#include "engine/kernel/interval.hpp"
#include "engine/ports/rows.hpp"

#include <map>
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

/// Reads the spans of a view that begin before `until`, for one asker or for many whose places are
/// partly the same: a place is read twice at most, and none where there is no span at all. `rows`
/// outlives this.
class SpanReader {
public:
    SpanReader(const RowReader& rows, Timestamp until) : rows_{rows}, until_{until} {}

    /// Those of all `places` that end after `time`, in no order; they may overlap.
    Result<std::vector<Interval>> after(Timestamp time, const std::vector<std::string>& places);

private:
    /// What was read of a place.
    struct Known {
        Timestamp after;  ///< None that ended earlier was read.
        std::vector<Interval> spans;
    };

    Result<bool> has_any();
    Result<const std::vector<Interval>*> known_after(Timestamp time, const std::string& place);
    Result<std::vector<Interval>> read_after(Timestamp time, const std::string& place);

    const RowReader& rows_;
    Timestamp until_;
    std::optional<bool> has_any_;  ///< Once it was looked for.
    std::map<std::string, Known> known_;
};

}  // namespace ledger
