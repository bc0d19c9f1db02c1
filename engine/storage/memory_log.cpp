#include "engine/storage/memory_log.hpp"

#include "engine/storage/fencing.hpp"

namespace ledger {

Position MemoryLog::end() const {
    const std::lock_guard lock{mutex_};
    return end_;
}

Result<void> MemoryLog::append(const Commit& commit) {
    const std::lock_guard lock{mutex_};
    TRY(check_fence(commit, end_));
    for (const RowChange& change : commit.rows) {
        if (change.value) {
            rows(change.family).insert_or_assign(change.key, *change.value);
        } else {
            rows(change.family).erase(change.key);
        }
    }
    end_ += commit.count;
    return {};
}

Result<std::optional<std::string>> MemoryLog::get(Family family, std::string_view key) const {
    const std::lock_guard lock{mutex_};
    const auto row = rows(family).find(key);
    if (row == rows(family).end()) return std::nullopt;
    return row->second;
}

Result<std::optional<EventLog::Row>> MemoryLog::last_at_or_before(Family family,
                                                                  std::string_view key) const {
    const std::lock_guard lock{mutex_};
    auto row = rows(family).upper_bound(key);
    if (row == rows(family).begin()) return std::nullopt;
    --row;
    return Row{row->first, row->second};
}

Result<void> MemoryLog::scan(
    Family family, std::string_view from, std::string_view until,
    FunctionRef<bool(std::string_view key, std::string_view value)> visit) const {
    for (const Row& row : copy(family, from, until))
        if (!visit(row.key, row.value)) break;
    return {};
}

std::vector<EventLog::Row> MemoryLog::copy(Family family, std::string_view from,
                                           std::string_view until) const {
    const std::lock_guard lock{mutex_};
    const Rows& all = rows(family);
    std::vector<Row> copied;
    for (auto row = all.lower_bound(from); row != all.end(); ++row) {
        if (!until.empty() && row->first >= until) break;
        copied.push_back({row->first, row->second});
    }
    return copied;
}

Result<void> MemoryLog::verify_checksums() const { return {}; }

}  // namespace ledger
