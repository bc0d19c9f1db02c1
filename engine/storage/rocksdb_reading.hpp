// How anything is read from RocksDB.
#pragma once

#include <rocksdb/options.h>

namespace ledger {

/// With checksums. We never delete ranges; were they looked for, an iterator of RocksDB 7.8 that
/// goes from one table file of a level to the next would not notice that the next one cannot be
/// read, and would leave its rows out without an error.
inline rocksdb::ReadOptions read_options() {
    rocksdb::ReadOptions options;
    options.ignore_range_deletions = true;
    return options;
}

}  // namespace ledger
