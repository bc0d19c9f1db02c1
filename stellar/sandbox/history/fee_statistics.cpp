#include "stellar/sandbox/history/fee_statistics.hpp"

#include <algorithm>

namespace ledger::stellar::sandbox {
namespace {

std::int64_t rounded_up(std::int64_t fee, std::int64_t operations) {
    return operations == 0 ? fee : (fee + operations - 1) / operations;
}

/// Of values in order.
std::int64_t most_frequent(const std::vector<std::int64_t>& values) {
    std::int64_t mode = values.front();
    std::ptrdiff_t most = 0;
    for (auto at = values.begin(); at != values.end();) {
        const auto next = std::upper_bound(at, values.end(), *at);
        if (next - at > most) {
            most = next - at;
            mode = *at;
        }
        at = next;
    }
    return mode;
}

}  // namespace

FeeDistribution distribution_of(std::vector<std::int64_t> values, std::int64_t otherwise) {
    if (values.empty()) values.push_back(otherwise);
    std::ranges::sort(values);
    FeeDistribution distribution{
        .max = values.back(), .min = values.front(), .mode = most_frequent(values)};
    for (std::size_t i = 0; i < fee_percentiles.size(); ++i)
        distribution.percentiles[i] = values[(values.size() * fee_percentiles[i] + 99) / 100 - 1];
    return distribution;
}

FeeStatistics fee_statistics(const History& history) {
    FeeStatistics statistics;
    std::vector<std::int64_t> charged;
    std::vector<std::int64_t> bid;
    std::uint64_t operations = 0;
    std::uint64_t capacity = 0;
    history.visit_ledgers({.after = {}, .order = Order::descending}, [&](const HistoryLedger& of) {
        for (const TransactionFacts& facts : of.facts) {
            charged.push_back(rounded_up(facts.fee_charged, facts.priced_operations));
            bid.push_back(rounded_up(facts.max_fee, facts.priced_operations));
            operations += facts.operations;
        }
        capacity += of.stored.header.max_tx_set_size;
        return ++statistics.ledgers < fee_window_ledgers;
    });
    const std::int64_t base_fee = history.latest().stored.header.base_fee;
    statistics.transactions = charged.size();
    statistics.charged = distribution_of(std::move(charged), base_fee);
    statistics.bid = distribution_of(std::move(bid), base_fee);
    if (capacity != 0)
        statistics.capacity_percent = static_cast<std::uint32_t>(operations * 100 / capacity);
    return statistics;
}

}  // namespace ledger::stellar::sandbox
