// A data folder that nobody else uses, opened so that nothing in it can change.
#pragma once

#include "http/app/open_ledger.hpp"
#include "snapshots/verify/database.hpp"

#include <memory>

namespace ledger {

struct FrozenFolder {
    std::unique_ptr<FileLock> lock;
    std::unique_ptr<RocksdbLog> log;
    verify::DatabaseFacts facts;  ///< What `verify_database` is to hold the log against.
};

/// FORMAT, the keys, HEAD, and the log as far as a start looks at it. Errors as of `open_ledger`.
Result<FrozenFolder> freeze(const OpenSettings& settings, const Surroundings& around);

}  // namespace ledger
