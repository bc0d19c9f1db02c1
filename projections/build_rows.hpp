// One build as a column family: an overlay of uncommitted rows in front of RocksDB.
#pragma once

#include "projections/row_store.hpp"

#include <rocksdb/db.h>

#include <atomic>
#include <map>

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

    Result<void> commit(const ViewCheckpoint& checkpoint) override;
    void discard() override;
    std::size_t uncommitted_bytes() const override {
        return overlay_bytes_.load(std::memory_order_relaxed);
    }
    const ViewCheckpoint& checkpoint() const override { return checkpoint_; }
    Result<std::unique_ptr<BuildSnapshot>> snapshot() const override;
    std::uint64_t approximate_bytes() const override;

private:
    /// Ordered, because a scan merges it with the family. Nothing: erased.
    using Overlay = std::map<std::string, std::optional<std::string>, std::less<>>;

    Result<bool> has_committed(std::string_view key) const;
    void change(std::string_view key, std::optional<std::string_view> value);
    /// Written by one thread only, hence no read-modify-write.
    void set_overlay_bytes(std::size_t bytes) {
        overlay_bytes_.store(bytes, std::memory_order_relaxed);
    }

    rocksdb::DB& db_;
    rocksdb::ColumnFamilyHandle& family_;
    rocksdb::ColumnFamilyHandle& meta_;
    std::string checkpoint_key_;
    ViewCheckpoint checkpoint_;
    Overlay overlay_;
    std::atomic<std::size_t> overlay_bytes_ = 0;
};

}  // namespace ledger
