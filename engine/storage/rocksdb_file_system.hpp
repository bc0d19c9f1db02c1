// RocksDB's files by way of our FileSystem port, in production too: the faults of the tests then
// lie exactly where the real reads and writes go.
#pragma once

#include "engine/ports/file_system.hpp"
#include "engine/storage/recovery_check.hpp"

#include <rocksdb/status.h>

#include <memory>
#include <vector>

namespace rocksdb {
class Env;
}

namespace ledger {

enum class Access {
    read_only,  ///< Refuses every call that would change a file or a name.
    read_write,
};

/// What makes damage differ from the traces of a power cut.
struct RecoveryMarks {
    std::vector<CutFile> cuts;  ///< Of these, RocksDB sees only the part that counts.
    bool keeps_manifest_end =
        false;  ///< See ManifestEnd; views, which can be made anew, need none.
};

/// What `rocksdb::Options::env` points to; refers to `files`. Clock and threads are RocksDB's own.
std::unique_ptr<rocksdb::Env> rocksdb_environment(FileSystem& files, Access access,
                                                  RecoveryMarks marks = {});

/// Of an environment made as above. After the first, nothing is changed any more.
struct DiskFailures {
    rocksdb::Status first;  ///< Of a read or a change.
    /// To be asked after each use of an iterator: RocksDB 7.8's passes over a table that cannot be
    /// opened, and says OK.
    rocksdb::Status first_read;
};
DiskFailures disk_failures(const rocksdb::Env& environment);

}  // namespace ledger
