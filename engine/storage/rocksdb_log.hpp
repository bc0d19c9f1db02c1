// The log in RocksDB: the default, for one machine.
#pragma once

#include "engine/ports/event_log.hpp"
#include "engine/ports/file_system.hpp"

#include <atomic>
#include <functional>
#include <memory>

namespace ledger {

class RocksdbLog final : public EventLog {
public:
    struct Options {
        /// Changes nothing on disk. Start-up looks at the log so before it opens it for writing,
        /// which replaces the write-ahead log and with it the evidence (ruling 42). Takes no lock.
        bool read_only = false;
        /// Makes the log when there is none yet.
        bool create = false;
        /// For `recover --accept-loss` only: keeps what stands before the first damage of the
        /// write-ahead log and drops the rest, acknowledged or not.
        bool point_in_time_recovery = false;
        /// How much the write-ahead log holds before all of it moves into table files: bounds the
        /// memory for what is in neither, and the time that an open takes.
        std::uint64_t wal_bytes = 128U << 20U;
        std::size_t cache_bytes = 64U << 20U;
        /// Whether a kept answer (Family::idempotency) is past its time: then it goes with the
        /// next compaction. Any thread.
        std::function<bool(std::string_view value)> is_expired_answer{};
        /// RocksDB's warnings. Any thread.
        std::function<void(std::string_view)> warn{};
    };

    /// Errors: "log.not_found" when there is none (or one whose making was cut short, which holds
    /// nothing) and `create` is false; "log.locked"; "log.corrupt", which names the file.
    static Result<std::unique_ptr<RocksdbLog>> open(FileSystem& files, const std::string& directory,
                                                    const Options& options);
    ~RocksdbLog() override;

    Position end() const override;
    Result<void> append(const Commit& commit) override;
    Result<std::optional<std::string>> get(Family family, std::string_view key) const override;
    Result<std::optional<Row>> last_at_or_before(Family family,
                                                 std::string_view key) const override;
    Result<void> scan(
        Family family, std::string_view from, std::string_view until,
        FunctionRef<bool(std::string_view key, std::string_view value)> visit) const override;
    /// Each table file against the checksum of the whole file in the MANIFEST. The MANIFEST and the
    /// write-ahead log are read with their checksums by every open.
    Result<void> verify_checksums() const override;

private:
    struct Database;  ///< All that knows RocksDB.

    explicit RocksdbLog(std::unique_ptr<Database> database);
    Result<Position> find_end() const;

    std::unique_ptr<Database> database_;
    std::atomic<Position> end_ = 0;
};

}  // namespace ledger
