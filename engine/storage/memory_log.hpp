// The log in memory: for tests and for the simulation, where RocksDB's threads would be in the way.
#pragma once

#include "engine/ports/event_log.hpp"

#include <functional>
#include <map>
#include <mutex>

namespace ledger {

/// Keeps nothing when it dies.
class MemoryLog final : public EventLog {
public:
    Position end() const override;
    Result<void> append(const Commit& commit) override;
    Result<std::optional<std::string>> get(Family family, std::string_view key) const override;
    Result<std::optional<Row>> last_at_or_before(Family family,
                                                 std::string_view key) const override;
    /// Visits a copy, so that `visit` may read the log again and the rows are of one snapshot.
    Result<void> scan(
        Family family, std::string_view from, std::string_view until,
        FunctionRef<bool(std::string_view key, std::string_view value)> visit) const override;
    /// Nothing to verify: there is no disk.
    Result<void> verify_checksums() const override;

private:
    using Rows = std::map<std::string, std::string, std::less<>>;

    std::vector<Row> copy(Family family, std::string_view from, std::string_view until) const;
    Rows& rows(Family family) { return families_[static_cast<std::size_t>(family)]; }
    const Rows& rows(Family family) const { return families_[static_cast<std::size_t>(family)]; }

    mutable std::mutex mutex_;
    std::array<Rows, family_count> families_;
    Position end_ = 0;
};

}  // namespace ledger
