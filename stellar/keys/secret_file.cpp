#include "stellar/keys/secret_file.hpp"

#include <fmt/format.h>

namespace ledger::stellar {
namespace {

constexpr std::uint32_t group_and_others = 077;
constexpr std::uint64_t longest_line = 1024;

Result<void> check_mode(FileSystem& files, const std::string& path) {
    TRY(info, files.info(path));
    if ((info.mode & group_and_others) == 0) return {};
    return fail(ErrorKind::validation, "key.mode",
                fmt::format("{} is open to others than its owner (mode {:04o}); it must be 0600",
                            path, info.mode));
}

}  // namespace

Result<LockedBytes> read_secret_file(FileSystem& files, const std::string& path, Readers readers,
                                     std::uint64_t limit) {
    if (readers == Readers::owner) TRY(check_mode(files, path));
    TRY(file, files.open(path, OpenMode::read));
    TRY(size, file->size());
    if (size > limit)
        return fail(ErrorKind::validation, "file.too_long",
                    fmt::format("{}: longer than {} bytes", path, limit));
    LockedBytes bytes{size};
    const auto room = bytes.writable();
    TRY(count, file->read_at(0, {reinterpret_cast<char*>(room.data()), room.size()}));
    if (count != size) return fail(ErrorKind::corrupt, "file.short_read", path);
    return bytes;
}

Result<LockedBytes> read_secret_line(FileSystem& files, const std::string& path, Readers readers) {
    TRY(bytes, read_secret_file(files, path, readers, longest_line));
    std::string_view line = bytes.reveal();
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.empty() || line.find_first_of({"\n\r\0", 3}) != line.npos)
        return fail(ErrorKind::validation, "secret.line", path + ": it must hold one line");
    return LockedBytes::copy_of(line);
}

Result<MasterKey> read_master_key(FileSystem& files, const std::string& path, Readers readers) {
    TRY(bytes, read_secret_file(files, path, readers, longest_line));
    if (bytes.size() != master_key_size)
        return fail(ErrorKind::validation, "master_key.size",
                    fmt::format("{} holds {} bytes; a master key has {}", path, bytes.size(),
                                master_key_size));
    return MasterKey{std::move(bytes)};
}

}  // namespace ledger::stellar
