// How RocksDB is set up for the log (architecture section 4): nothing silent, nothing unsynced.
#pragma once

#include "engine/storage/rocksdb_log.hpp"

#include <rocksdb/compaction_filter.h>
#include <rocksdb/db.h>
#include <rocksdb/options.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ledger {

/// Without environment, logger and listeners: those belong to the database that is opened.
rocksdb::DBOptions database_options(const RocksdbLog::Options& options);

/// Drops the rows that `is_expired` gives up. Outlives the database.
class ExpiryFilter final : public rocksdb::CompactionFilter {
public:
    explicit ExpiryFilter(std::function<bool(std::string_view value)> is_expired)
        : is_expired_{std::move(is_expired)} {}
    bool Filter(int level, const rocksdb::Slice& key, const rocksdb::Slice& value,
                std::string* new_value, bool* is_changed) const override;
    const char* Name() const override { return "ledger.expiry"; }

private:
    std::function<bool(std::string_view value)> is_expired_;
};

/// "default", which RocksDB insists on and which stays empty, then one per Family, in its order.
std::vector<rocksdb::ColumnFamilyDescriptor> column_families(const RocksdbLog::Options& options,
                                                             const ExpiryFilter& expired_answers);

}  // namespace ledger
