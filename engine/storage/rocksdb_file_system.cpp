#include "engine/storage/rocksdb_file_system.hpp"

#include "engine/storage/manifest_end.hpp"

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/system_clock.h>

#include <algorithm>
#include <limits>
#include <mutex>
#include <optional>
#include <utility>

namespace ledger {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

constexpr int longest_sleep_micros = 2'000;

IOStatus status_of(const Error& error) {
    if (error.code == "file.not_found") return IOStatus::PathNotFound(error.message);
    if (error.code == "file.no_space") return IOStatus::NoSpace(error.message);
    if (error.code == "file.locked") return IOStatus::Busy(error.message);
    return IOStatus::IOError(error.message);
}

template <class T>
IOStatus status_of(const Result<T>& result) {
    return result ? IOStatus::OK() : status_of(result.error());
}

/// After a change that failed nothing is changed any more: RocksDB would try again, and nobody
/// knows what is on the disk (law 2). Nor after a read that failed: RocksDB 7.8's merging iterator
/// passes over a table that it cannot read, so a compaction would drop what stands in it.
class Halt {
public:
    /// What `change` answers, unless something failed before it.
    template <class Change>
    IOStatus guard(Change change) {
        if (!failures().first.ok()) return IOStatus::IOError("the disk failed before");
        const Result<void> outcome = change();
        if (!outcome && is_failure(outcome.error())) record(&DiskFailures::first, outcome.error());
        return status_of(outcome);
    }
    /// What a read answered.
    template <class T>
    IOStatus watch(const Result<T>& outcome) {
        if (!outcome && is_failure(outcome.error())) {
            record(&DiskFailures::first, outcome.error());
            record(&DiskFailures::first_read, outcome.error());
        }
        return status_of(outcome);
    }
    DiskFailures failures() const {
        const std::lock_guard lock{mutex_};
        return failures_;
    }

private:
    static bool is_failure(const Error& error) {
        return error.code != "file.not_found" && error.code != "file.exists" &&
               error.code != "file.locked";
    }

    void record(rocksdb::Status DiskFailures::* which, const Error& error) {
        const std::lock_guard lock{mutex_};
        if ((failures_.*which).ok()) failures_.*which = status_of(error);
    }

    mutable std::mutex mutex_;
    DiskFailures failures_;
};

IOStatus read_into(const File& file, std::uint64_t offset, std::span<char> scratch, Slice* result,
                   Halt& halt) {
    const Result<std::size_t> count = file.read_at(offset, scratch);
    *result = Slice{scratch.data(), count.value_or(0)};
    return halt.watch(count);
}

class SequentialFile final : public rocksdb::FSSequentialFile {
public:
    SequentialFile(std::unique_ptr<File> file, std::uint64_t end, Halt& halt)
        : file_{std::move(file)}, end_{end}, halt_{halt} {}

    IOStatus Read(std::size_t count, const IOOptions&, Slice* result, char* scratch,
                  IODebugContext*) override {
        count = std::min<std::uint64_t>(count, end_ - std::min(offset_, end_));
        IOStatus status = read_into(*file_, offset_, {scratch, count}, result, halt_);
        offset_ += result->size();
        return status;
    }
    IOStatus Skip(std::uint64_t count) override {
        offset_ += count;
        return IOStatus::OK();
    }

private:
    std::unique_ptr<File> file_;
    std::uint64_t offset_ = 0;
    std::uint64_t end_;  ///< What lies behind is not shown.
    Halt& halt_;
};

class RandomAccessFile final : public rocksdb::FSRandomAccessFile {
public:
    RandomAccessFile(std::unique_ptr<File> file, Halt& halt)
        : file_{std::move(file)}, halt_{halt} {}

    // NOLINTNEXTLINE(readability-function-size): RocksDB's parameters.
    IOStatus Read(std::uint64_t offset, std::size_t count, const IOOptions&, Slice* result,
                  char* scratch, IODebugContext*) const override {
        return read_into(*file_, offset, {scratch, count}, result, halt_);
    }

private:
    std::unique_ptr<File> file_;
    Halt& halt_;
};

/// RocksDB gathers small writes itself and hands over whole buffers, so nothing is buffered here.
class WritableFile final : public rocksdb::FSWritableFile {
public:
    WritableFile(std::unique_ptr<File> file, std::uint64_t size, const FileOptions& options,
                 Halt& halt)
        : FSWritableFile{options}, file_{std::move(file)}, size_{size}, halt_{halt} {}

    using FSWritableFile::Append;
    IOStatus Append(const Slice& data, const IOOptions&, IODebugContext*) override {
        return halt_.guard([&]() -> Result<void> {
            TRY(file_->append({data.data(), data.size()}));
            size_ += data.size();
            return {};
        });
    }
    IOStatus Truncate(std::uint64_t size, const IOOptions&, IODebugContext*) override {
        return halt_.guard([&]() -> Result<void> {
            TRY(file_->truncate(size));
            size_ = size;
            return {};
        });
    }
    IOStatus Close(const IOOptions&, IODebugContext*) override {
        file_.reset();
        return IOStatus::OK();
    }
    IOStatus Flush(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
    IOStatus Sync(const IOOptions&, IODebugContext*) override {
        return halt_.guard([&]() -> Result<void> {
            TRY(file_->sync());
            if (!end_) return {};
            return end_->record(size_);
        });
    }
    std::uint64_t GetFileSize(const IOOptions&, IODebugContext*) override { return size_; }
    void keep_end(ManifestEnd end) { end_ = std::move(end); }

private:
    std::unique_ptr<File> file_;
    std::uint64_t size_;
    std::optional<ManifestEnd> end_;
    Halt& halt_;
};

class Directory final : public rocksdb::FSDirectory {
public:
    Directory(FileSystem& files, std::string path, Halt& halt)
        : files_{files}, path_{std::move(path)}, halt_{halt} {}

    IOStatus Fsync(const IOOptions&, IODebugContext*) override {
        return halt_.guard([&] { return files_.sync_directory(path_); });
    }
    IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }

private:
    FileSystem& files_;
    std::string path_;
    Halt& halt_;
};

class Lock final : public rocksdb::FileLock {
public:
    explicit Lock(std::unique_ptr<ledger::FileLock> lock) : lock_{std::move(lock)} {}

private:
    std::unique_ptr<ledger::FileLock> lock_;
};

/// Methods in the order of rocksdb::FileSystem; those that are absent are its own.
class Adapter final : public rocksdb::FileSystem {
public:
    Adapter(ledger::FileSystem& files, Access access, RecoveryMarks marks)
        : files_{files}, access_{access}, marks_{std::move(marks)} {}

    const char* Name() const override { return "LedgerFileSystem"; }
    DiskFailures failures() const { return halt_.failures(); }

    IOStatus NewSequentialFile(const std::string& path, const FileOptions&,
                               std::unique_ptr<rocksdb::FSSequentialFile>* result,
                               IODebugContext*) override {
        Result<std::unique_ptr<File>> file = files_.open(path, OpenMode::read);
        if (!file) return halt_.watch(file);
        *result = std::make_unique<SequentialFile>(*std::move(file), end_of(path), halt_);
        return IOStatus::OK();
    }
    IOStatus NewRandomAccessFile(const std::string& path, const FileOptions&,
                                 std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                                 IODebugContext*) override {
        Result<std::unique_ptr<File>> file = files_.open(path, OpenMode::read);
        if (!file) return halt_.watch(file);
        *result = std::make_unique<RandomAccessFile>(*std::move(file), halt_);
        return IOStatus::OK();
    }
    IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                             std::unique_ptr<rocksdb::FSWritableFile>* result,
                             IODebugContext*) override {
        return open_writer(path, OpenMode::truncate, options, result);
    }
    IOStatus ReopenWritableFile(const std::string& path, const FileOptions& options,
                                std::unique_ptr<rocksdb::FSWritableFile>* result,
                                IODebugContext*) override {
        return open_writer(path, OpenMode::read_write, options, result);
    }
    IOStatus NewDirectory(const std::string& path, const IOOptions&,
                          std::unique_ptr<rocksdb::FSDirectory>* result, IODebugContext*) override {
        const Result<FileInfo> info = files_.info(path);
        if (!info) return status_of(info.error());
        *result = std::make_unique<Directory>(files_, path, halt_);
        return IOStatus::OK();
    }

    // RocksDB tells "it is not there" from "it could not be looked at" by NotFound.
    IOStatus FileExists(const std::string& path, const IOOptions&, IODebugContext*) override {
        return found(files_.info(path));
    }
    IOStatus GetChildren(const std::string& directory, const IOOptions&,
                         std::vector<std::string>* result, IODebugContext*) override {
        Result<std::vector<std::string>> names = files_.list(directory);
        const IOStatus status = found(names);
        if (names) *result = *std::move(names);
        return status;
    }
    IOStatus DeleteFile(const std::string& path, const IOOptions&, IODebugContext*) override {
        return change([&]() -> Result<void> {
            TRY(files_.remove(path));
            return keeps_end(path) ? ManifestEnd::remove(files_, path) : Result<void>{};
        });
    }
    IOStatus Truncate(const std::string& path, std::size_t size, const IOOptions&,
                      IODebugContext*) override {
        return change([&]() -> Result<void> {
            TRY(file, files_.open(path, OpenMode::read_write));
            return file->truncate(size);
        });
    }
    IOStatus CreateDir(const std::string& path, const IOOptions&, IODebugContext*) override {
        if (files_.info(path)) return IOStatus::IOError(path, "exists");
        return change([&] { return files_.create_directory(path); });
    }
    IOStatus CreateDirIfMissing(const std::string& path, const IOOptions&,
                                IODebugContext*) override {
        return change([&] { return files_.create_directory(path); });
    }
    IOStatus DeleteDir(const std::string& path, const IOOptions&, IODebugContext*) override {
        return change([&] { return files_.remove(path); });
    }
    IOStatus GetFileSize(const std::string& path, const IOOptions&, std::uint64_t* size,
                         IODebugContext*) override {
        const Result<FileInfo> info = files_.info(path);
        *size = info ? std::min(info->size, end_of(path)) : 0;
        return status_of(info);
    }
    IOStatus GetFileModificationTime(const std::string& path, const IOOptions&,
                                     std::uint64_t* seconds, IODebugContext*) override {
        const Result<FileInfo> info = files_.info(path);
        *seconds = info ? static_cast<std::uint64_t>(info->modified_seconds) : 0;
        return status_of(info);
    }
    IOStatus RenameFile(const std::string& source, const std::string& target, const IOOptions&,
                        IODebugContext*) override {
        return change([&] { return files_.rename(source, target); });
    }
    IOStatus LinkFile(const std::string& source, const std::string& target, const IOOptions&,
                      IODebugContext*) override {
        return change([&] { return files_.link(source, target); });
    }
    IOStatus LockFile(const std::string& path, const IOOptions&, rocksdb::FileLock** lock,
                      IODebugContext*) override {
        return change([&]() -> Result<void> {
            TRY(held, files_.lock(path));
            *lock = std::make_unique<Lock>(std::move(held)).release();
            return {};
        });
    }
    IOStatus UnlockFile(rocksdb::FileLock* lock, const IOOptions&, IODebugContext*) override {
        delete lock;
        return IOStatus::OK();
    }
    IOStatus GetTestDirectory(const IOOptions&, std::string*, IODebugContext*) override {
        return IOStatus::NotSupported("only RocksDB's own tests ask for this");
    }
    /// The port gives paths their meaning; what is relative to it stays so.
    IOStatus GetAbsolutePath(const std::string& path, const IOOptions&, std::string* result,
                             IODebugContext*) override {
        *result = path;
        return IOStatus::OK();
    }
    IOStatus GetFreeSpace(const std::string& path, const IOOptions&, std::uint64_t* free,
                          IODebugContext*) override {
        const Result<std::uint64_t> bytes = files_.free_bytes(path);
        *free = bytes.value_or(0);
        return status_of(bytes);
    }
    IOStatus IsDirectory(const std::string& path, const IOOptions&, bool* result,
                         IODebugContext*) override {
        const Result<FileInfo> info = files_.info(path);
        *result = info && info->is_directory;
        return status_of(info);
    }

private:
    std::uint64_t end_of(const std::string& path) const {
        const auto cut = std::ranges::find(marks_.cuts, path, &CutFile::path);
        return cut == marks_.cuts.end() ? std::numeric_limits<std::uint64_t>::max() : cut->size;
    }
    bool keeps_end(const std::string& path) const {
        return marks_.keeps_manifest_end && is_manifest(path);
    }
    template <class Change>
    IOStatus change(Change apply) {
        if (access_ == Access::read_only) return IOStatus::IOError("opened read-only");
        return halt_.guard(apply);
    }
    template <class T>
    static IOStatus found(const Result<T>& result) {
        if (!result && result.error().code == "file.not_found")
            return IOStatus::NotFound(result.error().message);
        return status_of(result);
    }
    IOStatus open_writer(const std::string& path, OpenMode mode, const FileOptions& options,
                         std::unique_ptr<rocksdb::FSWritableFile>* result) {
        return change([&]() -> Result<void> {
            TRY(file, files_.open(path, mode));
            TRY(size, file->size());
            auto writer = std::make_unique<WritableFile>(std::move(file), size, options, halt_);
            if (keeps_end(path)) {
                TRY(end, ManifestEnd::create(files_, path));
                writer->keep_end(std::move(end));
            }
            *result = std::move(writer);
            return {};
        });
    }

    ledger::FileSystem& files_;
    Access access_;
    RecoveryMarks marks_;
    Halt halt_;
};

/// RocksDB sleeps for a second before it gives up a flush that failed; we stop anyway, and at once.
class ImpatientClock final : public rocksdb::SystemClockWrapper {
public:
    ImpatientClock() : SystemClockWrapper{SystemClock::Default()} {}

    const char* Name() const override { return "LedgerClock"; }
    void SleepForMicroseconds(int micros) override {
        SystemClockWrapper::SleepForMicroseconds(std::min(micros, longest_sleep_micros));
    }
};

class Environment final : public rocksdb::EnvWrapper {
public:
    explicit Environment(const std::shared_ptr<Adapter>& files)
        : EnvWrapper{rocksdb::NewCompositeEnv(files)}, files_{files} {
        file_system_ = files;
        system_clock_ = std::make_shared<ImpatientClock>();
    }
    DiskFailures failures() const { return files_->failures(); }

private:
    std::shared_ptr<Adapter> files_;
};

}  // namespace

std::unique_ptr<rocksdb::Env> rocksdb_environment(FileSystem& files, Access access,
                                                  RecoveryMarks marks) {
    return std::make_unique<Environment>(
        std::make_shared<Adapter>(files, access, std::move(marks)));
}

DiskFailures disk_failures(const rocksdb::Env& environment) {
    return static_cast<const Environment&>(environment).failures();
}

}  // namespace ledger
