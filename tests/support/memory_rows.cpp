#include "tests/support/memory_rows.hpp"

namespace ledger {

Result<std::optional<std::string>> MemoryRows::get(std::string_view key) const {
    const auto found = rows_.find(key);
    if (found == rows_.end()) return std::optional<std::string>{};
    return std::optional{found->second.value()};
}

Result<void> MemoryRows::scan(
    std::string_view from, std::string_view until,
    FunctionRef<bool(std::string_view key, std::string_view value)> visit) const {
    for (auto row = rows_.lower_bound(from); row != rows_.end(); ++row) {
        if (!until.empty() && row->first >= until) break;
        if (!visit(row->first, row->second.value())) break;
    }
    return {};
}

void MemoryRows::put(std::string_view key, std::string_view value) {
    rows_.insert_or_assign(std::string{key}, Row{std::string{value}, nullptr});
}

void MemoryRows::erase(std::string_view key) {
    if (const auto found = rows_.find(key); found != rows_.end()) rows_.erase(found);
}

RowObject* MemoryRows::held(std::string_view key, RowUse) {
    const auto found = rows_.find(key);
    return found == rows_.end() ? nullptr : found->second.object.get();
}

void MemoryRows::hold(std::string_view key, std::unique_ptr<RowObject> object, RowUse) {
    rows_.insert_or_assign(std::string{key}, Row{{}, std::move(object)});
}

std::vector<std::pair<std::string, std::string>> MemoryRows::all() const {
    std::vector<std::pair<std::string, std::string>> rows;
    for (const auto& [key, row] : rows_) rows.emplace_back(key, row.value());
    return rows;
}

}  // namespace ledger
