#include "engine/platform/posix_file_system.hpp"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ledger {
namespace {

constexpr mode_t public_mode = 0644;
constexpr mode_t private_mode = 0600;
constexpr mode_t directory_mode = 0755;

/// What the system call that just failed says about `path`.
Error error_of(int number, const std::string& path) {
    Error error{.code = "file.io",
                .message = path + ": " + std::generic_category().message(number)};
    const auto is = [&](ErrorKind kind, const char* code) {
        error.kind = kind;
        error.code = code;
    };
    if (number == ENOENT || number == ENOTDIR) is(ErrorKind::not_found, "file.not_found");
    if (number == EEXIST) is(ErrorKind::conflict, "file.exists");
    if (number == ENOSPC || number == EDQUOT) is(ErrorKind::insufficient_storage, "file.no_space");
    return error;
}

/// Repeats a system call that a signal interrupted.
template <class Call>
auto uninterrupted(Call call) {
    auto outcome = call();
    while (outcome < 0 && errno == EINTR) outcome = call();
    return outcome;
}

Result<void> checked(int outcome, const std::string& path) {
    if (outcome < 0) return fail(error_of(errno, path));
    return {};
}

/// An open file of the kernel, closed when it dies.
class Descriptor {
public:
    explicit Descriptor(int number) : number_{number} {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor(Descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }

    int number() const { return number_; }

private:
    int number_;
};

Result<Descriptor> open_descriptor(const std::string& path, int flags, mode_t mode = 0) {
    const int number = uninterrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC, mode); });
    if (number < 0) return fail(error_of(errno, path));
    return Descriptor{number};
}

Result<std::uint64_t> size_of(const Descriptor& descriptor, const std::string& path) {
    struct stat status{};
    if (::fstat(descriptor.number(), &status) < 0) return fail(error_of(errno, path));
    return static_cast<std::uint64_t>(status.st_size);
}

class PosixFile final : public File {
public:
    PosixFile(Descriptor descriptor, std::string path, std::uint64_t end)
        : descriptor_{std::move(descriptor)}, path_{std::move(path)}, end_{end} {}

    Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) const override {
        std::size_t done = 0;
        while (done < out.size()) {
            const ssize_t count = uninterrupted([&] {
                return ::pread(descriptor_.number(), out.data() + done, out.size() - done,
                               static_cast<off_t>(offset + done));
            });
            if (count < 0) return fail(error_of(errno, path_));
            if (count == 0) break;
            done += static_cast<std::size_t>(count);
        }
        return done;
    }

    Result<void> write_at(std::uint64_t offset, std::string_view bytes) override {
        TRY(refuse_if_failed());
        while (!bytes.empty()) {
            const ssize_t count = uninterrupted([&] {
                return ::pwrite(descriptor_.number(), bytes.data(), bytes.size(),
                                static_cast<off_t>(offset));
            });
            if (count < 0) return fail(error_of(errno, path_));
            offset += static_cast<std::uint64_t>(count);
            bytes.remove_prefix(static_cast<std::size_t>(count));
            end_ = std::max(end_, offset);
        }
        return {};
    }

    Result<void> append(std::string_view bytes) override { return write_at(end_, bytes); }

    Result<void> truncate(std::uint64_t size) override {
        TRY(refuse_if_failed());
        const int outcome = uninterrupted(
            [&] { return ::ftruncate(descriptor_.number(), static_cast<off_t>(size)); });
        TRY(checked(outcome, path_));
        end_ = size;
        return {};
    }

    Result<std::uint64_t> size() const override { return size_of(descriptor_, path_); }

    Result<void> sync() override {
        TRY(refuse_if_failed());
        const int outcome = uninterrupted([&] { return ::fdatasync(descriptor_.number()); });
        failed_ = outcome < 0;
        return checked(outcome, path_);
    }

private:
    Result<void> refuse_if_failed() const {
        if (failed_) return fail(ErrorKind::internal, "file.io", path_ + ": a sync of it failed");
        return {};
    }

    Descriptor descriptor_;
    std::string path_;
    std::uint64_t end_;
    bool failed_ = false;
};

class PosixLock final : public FileLock {
public:
    explicit PosixLock(Descriptor descriptor) : descriptor_{std::move(descriptor)} {}

private:
    Descriptor descriptor_;
};

int flags_of(OpenMode mode) {
    switch (mode) {
        case OpenMode::read: return O_RDONLY;
        case OpenMode::read_write: return O_RDWR | O_CREAT;
        case OpenMode::truncate: return O_RDWR | O_CREAT | O_TRUNC;
        case OpenMode::create_private: return O_RDWR | O_CREAT | O_EXCL;
    }
    std::unreachable();
}

}  // namespace

Result<std::unique_ptr<File>> PosixFileSystem::open(const std::string& path, OpenMode mode) {
    const mode_t permissions = mode == OpenMode::create_private ? private_mode : public_mode;
    TRY(descriptor, open_descriptor(path, flags_of(mode), permissions));
    TRY(end, size_of(descriptor, path));
    return std::make_unique<PosixFile>(std::move(descriptor), path, end);
}

Result<FileInfo> PosixFileSystem::info(const std::string& path) const {
    struct stat status{};
    TRY(checked(::stat(path.c_str(), &status), path));
    return FileInfo{.size = static_cast<std::uint64_t>(status.st_size),
                    .modified_seconds = status.st_mtim.tv_sec,
                    .is_directory = S_ISDIR(status.st_mode),
                    .mode = status.st_mode & 07777U};
}

Result<std::vector<std::string>> PosixFileSystem::list(const std::string& directory) const {
    const std::unique_ptr<DIR, int (*)(DIR*)> stream{::opendir(directory.c_str()), ::closedir};
    if (!stream) return fail(error_of(errno, directory));
    std::vector<std::string> names;
    errno = 0;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): safe for streams that are not shared.
    while (const dirent* entry = ::readdir(stream.get())) {
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") names.emplace_back(name);
        errno = 0;
    }
    if (errno != 0) return fail(error_of(errno, directory));
    std::ranges::sort(names);
    return names;
}

Result<void> PosixFileSystem::create_directory(const std::string& path) {
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
        const std::string part = path.substr(0, end);
        if (::mkdir(part.c_str(), directory_mode) < 0) {
            const int number = errno;
            const Result<FileInfo> existing = info(part);
            if (!existing || !existing->is_directory) return fail(error_of(number, part));
        }
        if (end == std::string::npos) return {};
    }
}

Result<void> PosixFileSystem::remove(const std::string& path) {
    return checked(std::remove(path.c_str()), path);
}

Result<void> PosixFileSystem::rename(const std::string& from, const std::string& to) {
    return checked(std::rename(from.c_str(), to.c_str()), from);
}

Result<void> PosixFileSystem::link(const std::string& from, const std::string& to) {
    return checked(::link(from.c_str(), to.c_str()), to);
}

Result<void> PosixFileSystem::sync_directory(const std::string& directory) {
    TRY(descriptor, open_descriptor(directory, O_RDONLY | O_DIRECTORY));
    return checked(uninterrupted([&] { return ::fsync(descriptor.number()); }), directory);
}

// Locks belong to the open file, not to the process: a second lock is refused within one process
// too, and fcntl's process locks, which RocksDB's own tools take, respect them.
Result<std::unique_ptr<FileLock>> PosixFileSystem::lock(const std::string& path) {
    TRY(descriptor, open_descriptor(path, O_RDWR | O_CREAT, public_mode));
    struct flock whole_file{};
    whole_file.l_type = F_WRLCK;
    whole_file.l_whence = SEEK_SET;
    if (::fcntl(descriptor.number(), F_OFD_SETLK, &whole_file) < 0) {
        if (errno != EAGAIN && errno != EACCES) return fail(error_of(errno, path));
        return fail(ErrorKind::conflict, "file.locked", path + ": held by another process");
    }
    return std::make_unique<PosixLock>(std::move(descriptor));
}

Result<std::uint64_t> PosixFileSystem::free_bytes(const std::string& path) const {
    struct statvfs status{};
    TRY(checked(::statvfs(path.c_str(), &status), path));
    return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

}  // namespace ledger
