// Files of the machine, by plain system calls.
#pragma once

#include "engine/ports/file_system.hpp"

namespace ledger {

/// After a failed sync a file refuses every further write and sync: the kernel may have dropped the
/// pages that it could not write, and a second sync would then succeed without them.
class PosixFileSystem final : public FileSystem {
public:
    Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override;
    Result<FileInfo> info(const std::string& path) const override;
    Result<std::vector<std::string>> list(const std::string& directory) const override;
    Result<void> create_directory(const std::string& path) override;
    Result<void> remove(const std::string& path) override;
    Result<void> rename(const std::string& from, const std::string& to) override;
    Result<void> link(const std::string& from, const std::string& to) override;
    Result<void> sync_directory(const std::string& directory) override;
    Result<std::unique_ptr<FileLock>> lock(const std::string& path) override;
    Result<std::uint64_t> free_bytes(const std::string& path) const override;
};

}  // namespace ledger
