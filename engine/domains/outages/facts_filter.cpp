#include "engine/domains/outages/facts_filter.hpp"

#include <algorithm>
#include <limits>

namespace ledger::outages {
namespace {

bool is_asked(Status status, const std::optional<AskedStatus>& asked) {
    if (!asked) return true;
    if (*asked == AskedStatus::open)
        return status == Status::active || status == Status::investigating;
    return name_of(status) == name_of(*asked);
}

}  // namespace

FactsFilter::FactsFilter(const ListFilter& filter)
    : severity_{filter.severity},
      from_{filter.start_date.value_or(Timestamp::min())},
      to_{filter.end_date.value_or(Timestamp::max())},
      deleted_{filter.include_deleted} {
    for (std::size_t i = 0; i < statuses_.size(); ++i)
        statuses_[i] = is_asked(static_cast<Status>(i), filter.status);
}

bool FactsFilter::passes(const Facts& facts) const {
    return facts.exists && (deleted_ || !facts.deleted) &&
           statuses_[static_cast<std::size_t>(facts.status)] &&
           (!severity_ || facts.severity == *severity_) && facts.detected_at >= from_ &&
           facts.detected_at <= to_;
}

void FactsFilter::for_each_kind(auto visit) const {
    for (std::size_t status = 0; status < statuses_.size(); ++status)
        for (std::size_t severity = 0; severity < Tally::severities; ++severity)
            if (statuses_[status] &&
                (!severity_ || static_cast<std::size_t>(*severity_) == severity))
                visit(status, severity);
}

bool FactsFilter::passes_whole(const Tally& row) const {
    return row.deleted == 0 && row.oldest >= from_ && row.newest <= to_ &&
           count(row) == facts_per_row;
}

std::uint64_t FactsFilter::count(const Tally& tally) const {
    std::uint64_t count = deleted_ ? tally.deleted : 0;
    for_each_kind(
        [&](std::size_t status, std::size_t severity) { count += tally.counts[status][severity]; });
    return count;
}

std::pair<ListKey, ListKey> FactsFilter::bounds(ListOrder order, const Tally& tally, Number first,
                                                Number last) const {
    std::uint64_t low = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t high = 0;
    const auto widen = [&](Number number, const Facts& facts) {
        const std::uint64_t primary = key_of(order, number, facts).primary;
        low = std::min(low, primary);
        high = std::max(high, primary);
    };
    for_each_kind([&](std::size_t status, std::size_t severity) {
        if (tally.counts[status][severity] == 0) return;
        Facts facts{.status = static_cast<Status>(status),
                    .severity = static_cast<Severity>(severity),
                    .detected_at = tally.oldest};
        widen(first, facts);
        facts.detected_at = tally.newest;
        widen(last, facts);
    });
    return {{low, first}, {high, last}};
}

}  // namespace ledger::outages
