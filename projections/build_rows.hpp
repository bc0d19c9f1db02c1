// One build as a column family: an overlay of uncommitted rows in front of RocksDB.
#pragma once

#include "projections/row_store.hpp"

#include <rocksdb/db.h>

#include <map>

namespace ledger {

/// What RocksDB says, as an error about views: "views.corrupt", "views.no_space", "views.io", ….
Error views_error(const rocksdb::Status& status);
Result<void> checked_views(const rocksdb::Status& status);

/// In the family `meta`: big-endian u64, how many events are folded into the build.
std::string checkpoint_key(const BuildName& name);
inline constexpr std::string_view checkpoint_prefix = "checkpoint/";
std::optional<Position> decode_checkpoint(std::string_view value);

class RocksdbBuildRows final : public BuildRows {
public:
    /// The database and both handles outlive this.
    RocksdbBuildRows(rocksdb::DB& db, rocksdb::ColumnFamilyHandle& family,
                     rocksdb::ColumnFamilyHandle& meta, const BuildName& name, Position position)
        : db_{db},
          family_{family},
          meta_{meta},
          checkpoint_key_{checkpoint_key(name)},
          position_{position} {}

    Result<std::optional<std::string>> get(std::string_view key) const override;
    Result<void> scan(
        std::string_view from, std::string_view until,
        FunctionRef<bool(std::string_view key, std::string_view value)> visit) const override;
    void put(std::string_view key, std::string_view value) override;
    void erase(std::string_view key) override;

    Result<void> commit(Position position) override;
    void discard() override;
    std::size_t uncommitted_bytes() const override { return overlay_bytes_; }
    Position position() const override { return position_; }
    Result<std::unique_ptr<BuildSnapshot>> snapshot() const override;
    std::uint64_t approximate_bytes() const override;

private:
    /// Ordered, because a scan merges it with the family. Nothing: erased.
    using Overlay = std::map<std::string, std::optional<std::string>, std::less<>>;

    Result<bool> has_committed(std::string_view key) const;
    void change(std::string_view key, std::optional<std::string_view> value);

    rocksdb::DB& db_;
    rocksdb::ColumnFamilyHandle& family_;
    rocksdb::ColumnFamilyHandle& meta_;
    std::string checkpoint_key_;
    Position position_;
    Overlay overlay_;
    std::size_t overlay_bytes_ = 0;
};

}  // namespace ledger
