// Files, as everything that must survive uses them: our own files and RocksDB's alike, so that one
// test file system can lose, tear and refuse the writes of both.
#pragma once

#include "engine/kernel/result.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

/// An open file. One writer at a time; reads may run beside it.
class File {
public:
    File() = default;
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    virtual ~File() = default;  ///< Closes without syncing.

    /// Reads up to `out.size()` bytes at `offset`; fewer only at the end of the file.
    virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) const = 0;
    virtual Result<void> write_at(std::uint64_t offset, std::string_view bytes) = 0;
    /// At the end of the file.
    virtual Result<void> append(std::string_view bytes) = 0;
    virtual Result<void> truncate(std::uint64_t size) = 0;
    virtual Result<std::uint64_t> size() const = 0;
    /// Data and size are on stable storage when this returns (fdatasync). An error means that it is
    /// unknown what is on disk: the caller stops, it never syncs again (law 2).
    virtual Result<void> sync() = 0;
};

/// Held until destroyed.
class FileLock {
public:
    FileLock() = default;
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    virtual ~FileLock() = default;
};

enum class OpenMode {
    read,            ///< Must exist.
    read_write,      ///< Created (mode 0644) when absent, kept when present.
    truncate,        ///< Created or emptied.
    create_private,  ///< Must not exist; mode 0600.
};

struct FileInfo {
    std::uint64_t size = 0;
    std::int64_t modified_seconds = 0;
    bool is_directory = false;
    std::uint32_t mode = 0;  ///< Permission bits.
};

/// Error codes: "file.not_found", "file.exists", "file.no_space" (kind insufficient_storage),
/// "file.locked", "file.io" (all others), each with the path in its message.
class FileSystem {
public:
    FileSystem() = default;
    FileSystem(const FileSystem&) = delete;
    FileSystem& operator=(const FileSystem&) = delete;
    virtual ~FileSystem() = default;

    virtual Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) = 0;
    virtual Result<FileInfo> info(const std::string& path) const = 0;
    /// Names, sorted, without "." and "..".
    virtual Result<std::vector<std::string>> list(const std::string& directory) const = 0;
    virtual Result<void> create_directory(const std::string& path) = 0;  ///< With its parents.
    virtual Result<void> remove(const std::string& path) = 0;  ///< A file, or empty directory.
    virtual Result<void> rename(const std::string& from, const std::string& to) = 0;
    virtual Result<void> link(const std::string& from, const std::string& to) = 0;
    /// Names in `directory` are on stable storage when this returns.
    virtual Result<void> sync_directory(const std::string& directory) = 0;
    virtual Result<std::unique_ptr<FileLock>> lock(const std::string& path) = 0;
    virtual Result<std::uint64_t> free_bytes(const std::string& path) const = 0;
};

/// The whole file, at most `limit` bytes; longer is an error.
Result<std::string> read_file(FileSystem& files, const std::string& path, std::uint64_t limit);

/// With the parents that are missing, so that a power cut takes none of them away; nor `path` when
/// it is there already, made by a process that was killed before it could sync the name.
Result<void> create_directory_durably(FileSystem& files, const std::string& path);

/// Writes beside, syncs, renames over `path`, syncs the directory: all of it or nothing of it.
Result<void> replace_file(FileSystem& files, const std::string& path, std::string_view bytes);

}  // namespace ledger
