// How many threads open the table files of a database.
#pragma once

#include "engine/ports/file_system.hpp"

#include <string>

namespace ledger {

/// One per 64 table files in `directory`, at most 16. RocksDB starts 16 for each family unless it
/// is told otherwise, which for a small database takes longer than to open its files.
int opening_threads(const FileSystem& files, const std::string& directory);

}  // namespace ledger
