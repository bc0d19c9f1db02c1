// Spans of time, their union, and what is left of one span without others.
#pragma once

#include "engine/kernel/time.hpp"

#include <span>
#include <vector>

namespace ledger {

/// [from, to): empty unless from < to.
struct Interval {
    Timestamp from{};
    Timestamp to{};
    bool operator==(const Interval&) const = default;
};

/// The union of `intervals` clipped to `bounds`: sorted, disjoint, not touching, none empty.
std::vector<Interval> merged_within(const Interval& bounds, std::span<const Interval> intervals);

/// What is left of `bounds` without `merged`, which must come from merged_within(bounds, …).
std::vector<Interval> remainder(const Interval& bounds, std::span<const Interval> merged);

Duration total_length(std::span<const Interval> disjoint);

}  // namespace ledger
