#include "engine/domains/outages/counted_time.hpp"

#include <algorithm>
#include <tuple>

namespace ledger::outages {

Result<void> not_in_future(std::string_view field, Timestamp time, Timestamp now) {
    if (time <= now + max_clock_skew) return {};
    return fail(
        impossible(field, "future", std::string{field} + " is more than 5 minutes in the future"));
}

std::vector<Exclusion> exclusions_until(const Outage& outage, Timestamp repair,
                                        const std::vector<Exclusion>& planned) {
    std::vector<Exclusion> all = outage.exclusions;
    std::erase_if(all, is_planned);
    all.insert(all.end(), planned.begin(), planned.end());
    if (outage.stop) all.push_back({outage.stop->from, repair, outage.stop->reason});
    for (Exclusion& exclusion : all) {
        exclusion.from = std::max(exclusion.from, outage.detected_at);
        exclusion.to = std::min(exclusion.to, repair);
    }
    // Of an outage without duration an exclusion without duration is the whole.
    const bool has_duration = outage.detected_at < repair;
    std::erase_if(all, [&](const Exclusion& exclusion) {
        return exclusion.from > exclusion.to || (has_duration && exclusion.from == exclusion.to);
    });
    return sorted(std::move(all));
}

std::int64_t counted_minutes(const Interval& whole, const std::vector<Exclusion>& exclusions) {
    std::vector<Interval> spans;
    spans.reserve(exclusions.size());
    for (const Exclusion& exclusion : exclusions) spans.push_back({exclusion.from, exclusion.to});
    const std::vector<Interval> counted = remainder(whole, merged_within(whole, spans));
    return std::chrono::floor<std::chrono::minutes>(total_length(counted)).count();
}

std::size_t own_spans(const Outage& outage) {
    const auto planned = std::ranges::count_if(outage.exclusions, is_planned);
    return outage.exclusions.size() - static_cast<std::size_t>(planned) + (outage.stop ? 1 : 0);
}

Result<void> not_reserved(std::string_view field, const Exclusion& exclusion) {
    if (!is_planned(exclusion) && !is_restored(exclusion)) return {};
    return fail(impossible(field, "reserved",
                           std::string{field} + " is a word by which the server knows spans of " +
                               "its own: choose another"));
}

std::vector<Exclusion> sorted(std::vector<Exclusion> exclusions) {
    std::ranges::sort(exclusions, {}, [](const Exclusion& exclusion) {
        return std::tie(exclusion.from, exclusion.to, exclusion.reason);
    });
    return exclusions;
}

}  // namespace ledger::outages
