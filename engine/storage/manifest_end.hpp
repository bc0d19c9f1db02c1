// How much of RocksDB's MANIFEST was synced, kept beside it. A damaged last record of it looks just
// like one that a power cut tore, and RocksDB then opens without the table files that the record
// named. But only what was never synced can be torn.
#pragma once

#include "engine/log/head.hpp"
#include "engine/ports/file_system.hpp"

#include <cstdint>
#include <string>

namespace ledger {

bool is_manifest(const std::string& path);

/// File "END-<number>" beside "MANIFEST-<number>", in the two slots of HEAD: a size in bytes and no
/// root. It is there before CURRENT names the MANIFEST, and goes with it.
class ManifestEnd {
public:
    static Result<ManifestEnd> create(FileSystem& files, const std::string& manifest);
    /// How many bytes of `manifest` were synced; 0 when nobody wrote it down.
    static Result<std::uint64_t> read(FileSystem& files, const std::string& manifest);
    static Result<void> remove(FileSystem& files, const std::string& manifest);

    /// That so many bytes are synced, durably.
    Result<void> record(std::uint64_t bytes);

private:
    explicit ManifestEnd(HeadFile slots) : slots_{std::move(slots)} {}

    HeadFile slots_;
};

}  // namespace ledger
