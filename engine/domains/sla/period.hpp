// A span of time that a report is about: by two instants, or a year, quarter or month of UTC.
#pragma once

#include "engine/kernel/describe.hpp"
#include "engine/kernel/interval.hpp"
#include "engine/kernel/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ledger::sla {

struct PeriodShown {
    Timestamp start{};
    Timestamp end{};

    static constexpr auto fields() {
        return std::tuple{Field{"start", &PeriodShown::start, "Its first instant."},
                          Field{"end", &PeriodShown::end, "The first that does not belong to it."}};
    }
};

/// [start, end); 422 unless it has a length.
Result<Interval> period_between(Timestamp start, Timestamp end);

/// "2026", "2026-Q1" or "2026-01" of the years 1970 to 2200; nothing for any other text.
std::optional<Interval> period_named(std::string_view name);

/// The calendar month of `now`.
Interval month_of(Timestamp now);

}  // namespace ledger::sla
