#include "tests/support/memory_rows.hpp"

namespace ledger {

Result<std::optional<std::string>> MemoryRows::get(std::string_view key) const {
    const auto found = rows_.find(key);
    if (found == rows_.end()) return std::optional<std::string>{};
    return std::optional{found->second};
}

Result<void> MemoryRows::scan(
    std::string_view from, std::string_view until,
    FunctionRef<bool(std::string_view key, std::string_view value)> visit) const {
    for (auto row = rows_.lower_bound(from); row != rows_.end(); ++row) {
        if (!until.empty() && row->first >= until) break;
        if (!visit(row->first, row->second)) break;
    }
    return {};
}

void MemoryRows::put(std::string_view key, std::string_view value) {
    rows_.insert_or_assign(std::string{key}, std::string{value});
}

void MemoryRows::erase(std::string_view key) {
    if (const auto found = rows_.find(key); found != rows_.end()) rows_.erase(found);
}

std::vector<std::pair<std::string, std::string>> MemoryRows::all() const {
    return {rows_.begin(), rows_.end()};
}

}  // namespace ledger
