// How RocksDB is set up for the log (architecture section 4): nothing silent, nothing unsynced.
#pragma once

#include "engine/storage/rocksdb_log.hpp"

#include <rocksdb/db.h>
#include <rocksdb/options.h>

#include <vector>

namespace ledger {

/// Without environment, logger and listeners: those belong to the database that is opened.
rocksdb::DBOptions database_options(const RocksdbLog::Options& options);

/// "default", which RocksDB insists on and which stays empty, then one per Family, in its order.
std::vector<rocksdb::ColumnFamilyDescriptor> column_families(const RocksdbLog::Options& options);

}  // namespace ledger
