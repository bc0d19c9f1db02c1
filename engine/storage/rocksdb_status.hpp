// What RocksDB's refusals mean to us.
#pragma once

#include "engine/kernel/result.hpp"

namespace rocksdb {
class Status;
}

namespace ledger {

/// Codes: "log.corrupt" (also for a file that is gone), "log.no_space", "log.locked", "log.io".
Error error_of(const rocksdb::Status& status);

/// `status` as a Result.
Result<void> checked(const rocksdb::Status& status);

}  // namespace ledger
