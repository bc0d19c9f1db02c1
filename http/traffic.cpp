#include "http/traffic.hpp"

#include <algorithm>

namespace ledger {

Traffic::Traffic(std::span<const std::span<const Route>> tables, const ServerLimits& limits)
    : connections{limits.connections},
      request_bytes{limits.request_bytes},
      uploads{limits.uploads},
      downloads{limits.downloads},
      waiting_queries{limits.waiting_queries} {
    for (const std::span<const Route> table : tables)
        for (const Route& route : table) {
            indexes_.emplace(&route, routes_.size());
            routes_.push_back(&route);
        }
    statuses_ = std::make_unique<Statuses[]>(routes_.size() + 1);
}

const Traffic::Statuses& Traffic::statuses_of(const Route* route) const {
    const auto found = indexes_.find(route);
    return statuses_[found == indexes_.end() ? routes_.size() : found->second];
}

void Traffic::answered(const Route* route, int status) {
    const auto found = indexes_.find(route);
    Statuses& statuses = statuses_[found == indexes_.end() ? routes_.size() : found->second];
    const auto status_class = static_cast<std::size_t>(std::clamp(status / 100, 1, 5)) - 1;
    statuses[status_class].fetch_add(1, std::memory_order_relaxed);
}

void Traffic::shed(std::string_view code) {
    const auto* const found = std::ranges::find(shed_reasons, code);
    const std::size_t reason = found == shed_reasons.end()
                                   ? shed_reasons.size() - 1
                                   : static_cast<std::size_t>(found - shed_reasons.begin());
    shed_[reason].fetch_add(1, std::memory_order_relaxed);
}

}  // namespace ledger
