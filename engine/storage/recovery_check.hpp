// Looks through what RocksDB recovers from, its MANIFEST and write-ahead logs, before RocksDB does:
// it errs both ways.
//
// Both are logs of records, and each commit is synced before the next is written, so a power cut
// can only spoil the last one, and that one was never acknowledged. But the system writes pages
// back in any order: one may be missing with later pages of the same commit behind it. RocksDB
// takes that for damage, and refuses. On the other hand it takes a damaged length in the last block
// for a torn tail, and a stretch of zeros for nothing at all, and leaves out whatever follows. Here
// the question is whether a commit begins behind the damage: then it is damage, else the last
// commit was torn.
//
// What remains is damage within the very last commit: of a MANIFEST its recorded end knows of it,
// of the write-ahead logs HEAD (ruling 43).
#pragma once

#include "engine/ports/file_system.hpp"

#include <string>
#include <vector>

namespace ledger {

/// A file and how much of it counts.
struct CutFile {
    std::string path;
    std::uint64_t size = 0;
};

/// The MANIFEST of `directory` if it ends in a torn commit, cut before it. Error "log.corrupt",
/// with file and byte, when it is damaged.
Result<std::vector<CutFile>> check_manifest(FileSystem& files, const std::string& directory);

/// Likewise the MANIFEST and the write-ahead logs.
Result<std::vector<CutFile>> check_recovery(FileSystem& files, const std::string& directory);

/// Cuts the file for good.
Result<void> cut_off(FileSystem& files, const CutFile& cut);

}  // namespace ledger
