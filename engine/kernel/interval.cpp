#include "engine/kernel/interval.hpp"

#include <algorithm>

namespace ledger {

std::vector<Interval> merged_within(const Interval& bounds, std::span<const Interval> intervals) {
    std::vector<Interval> clipped;
    for (const Interval& interval : intervals) {
        const Interval inside{std::max(interval.from, bounds.from),
                              std::min(interval.to, bounds.to)};
        if (inside.from < inside.to) clipped.push_back(inside);
    }
    std::ranges::sort(clipped, {}, &Interval::from);
    std::vector<Interval> merged;
    for (const Interval& interval : clipped) {
        if (!merged.empty() && interval.from <= merged.back().to) {
            merged.back().to = std::max(merged.back().to, interval.to);
        } else {
            merged.push_back(interval);
        }
    }
    return merged;
}

std::vector<Interval> remainder(const Interval& bounds, std::span<const Interval> merged) {
    std::vector<Interval> left;
    Timestamp cursor = bounds.from;
    for (const Interval& interval : merged) {
        if (cursor < interval.from) left.push_back({cursor, interval.from});
        cursor = interval.to;
    }
    if (cursor < bounds.to) left.push_back({cursor, bounds.to});
    return left;
}

Duration total_length(std::span<const Interval> disjoint) {
    Duration total{};
    for (const Interval& interval : disjoint) total += interval.to - interval.from;
    return total;
}

}  // namespace ledger
