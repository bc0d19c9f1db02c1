// One build as a column family: an overlay of uncommitted rows in front of RocksDB.
#pragma once

#include "projections/row_store.hpp"

#include <rocksdb/db.h>

#include <atomic>
#include <functional>
#include <unordered_map>
#include <vector>

namespace ledger {

/// What RocksDB says, as an error about views: "views.corrupt", "views.no_space", "views.io", ….
Error views_error(const rocksdb::Status& status);
Result<void> checked_views(const rocksdb::Status& status);

/// In the family `meta`: big-endian u64, how many events are folded into the build, and the id of
/// the last one.
std::string checkpoint_key(const BuildName& name);
inline constexpr std::string_view checkpoint_prefix = "checkpoint/";
std::string encode_checkpoint(const ViewCheckpoint& checkpoint);
std::optional<ViewCheckpoint> decode_checkpoint(std::string_view value);

class RocksdbBuildRows final : public BuildRows {
public:
    /// The database and both handles outlive this.
    RocksdbBuildRows(rocksdb::DB& db, rocksdb::ColumnFamilyHandle& family,
                     rocksdb::ColumnFamilyHandle& meta, const BuildName& name,
                     const ViewCheckpoint& checkpoint)
        : db_{db},
          family_{family},
          meta_{meta},
          checkpoint_key_{checkpoint_key(name)},
          checkpoint_{checkpoint} {}

    Result<std::optional<std::string>> get(std::string_view key) const override;
    Result<void> scan(
        std::string_view from, std::string_view until,
        FunctionRef<bool(std::string_view key, std::string_view value)> visit) const override;
    void put(std::string_view key, std::string_view value) override;
    void erase(std::string_view key) override;
    RowObject* held(std::string_view key, RowUse use) override;
    void hold(std::string_view key, std::unique_ptr<RowObject> object, RowUse use) override;

    Result<void> commit(const ViewCheckpoint& checkpoint) override;
    void discard() override;
    std::size_t uncommitted_bytes() const override {
        return changed_bytes_.load(std::memory_order_relaxed);
    }
    const ViewCheckpoint& checkpoint() const override { return checkpoint_; }
    Result<std::unique_ptr<BuildSnapshot>> snapshot() const override;
    std::uint64_t approximate_bytes() const override;

private:
    /// A row that stands before the family: as bytes, as an object, or (neither) erased.
    struct Entry {
        std::optional<std::string> bytes{};
        std::unique_ptr<RowObject> object{};
        bool is_changed = false;  ///< Since the last commit; else it is what the family holds.
        std::uint64_t step = 0;   ///< When it was last touched.

        std::optional<std::string> value() const;
    };
    struct KeyHash {
        using is_transparent = void;  // NOLINT(readability-identifier-naming): std's name.
        std::size_t operator()(std::string_view key) const {
            return std::hash<std::string_view>{}(key);
        }
    };
    using Overlay = std::unordered_map<std::string, Entry, KeyHash, std::equal_to<>>;
    using ChangedRow = std::pair<std::string_view, const Entry*>;

    Entry& touch(std::string_view key, RowUse use);
    /// Those in [from, until), in order.
    std::vector<ChangedRow> changed_rows(std::string_view from, std::string_view until) const;
    Result<bool> has_committed(std::string_view key) const;
    /// After a commit: objects that were in use stay, for the next events are mostly about them.
    void keep_objects();
    void drop_older_half();
    /// Written by one thread only, hence no read-modify-write.
    void count_bytes(std::size_t more, std::size_t less);

    rocksdb::DB& db_;
    rocksdb::ColumnFamilyHandle& family_;
    rocksdb::ColumnFamilyHandle& meta_;
    std::string checkpoint_key_;
    ViewCheckpoint checkpoint_;
    Overlay overlay_;
    std::atomic<std::size_t> changed_bytes_ = 0;
    std::uint64_t step_ = 1;                     ///< Counted by commits.
    std::vector<Overlay::value_type*> touched_;  ///< In this step.
};

}  // namespace ledger
