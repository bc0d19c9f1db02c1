// RocksDB's files by way of our FileSystem port, in production too: the faults of the tests then
// lie exactly where the real reads and writes go.
#pragma once

#include "engine/ports/file_system.hpp"
#include "engine/storage/recovery_check.hpp"

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

/// What `rocksdb::Options::env` points to; refers to `files`. Clock and threads are RocksDB's own.
/// Of files in `cuts`, RocksDB sees only the part that counts.
std::unique_ptr<rocksdb::Env> rocksdb_environment(FileSystem& files, Access access,
                                                  std::vector<CutFile> cuts = {});

}  // namespace ledger
