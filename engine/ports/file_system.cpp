#include "engine/ports/file_system.hpp"

namespace ledger {
namespace {

std::string parent_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

Result<std::string> read_file(FileSystem& files, const std::string& path, std::uint64_t limit) {
    TRY(file, files.open(path, OpenMode::read));
    TRY(size, file->size());
    if (size > limit) return fail(ErrorKind::corrupt, "file.too_long", path);
    std::string bytes(size, '\0');
    TRY(count, file->read_at(0, bytes));
    if (count != size) return fail(ErrorKind::corrupt, "file.short_read", path);
    return bytes;
}

Result<void> create_directory_durably(FileSystem& files, const std::string& path) {
    const std::string parent = parent_of(path);
    if (parent == path) return {};
    if (!files.info(path)) {
        TRY(create_directory_durably(files, parent));
        TRY(files.create_directory(path));
    }
    return files.sync_directory(parent);
}

Result<void> replace_file(FileSystem& files, const std::string& path, std::string_view bytes) {
    const std::string beside = path + ".new";
    {
        TRY(file, files.open(beside, OpenMode::truncate));
        TRY(file->append(bytes));
        TRY(file->sync());
    }
    TRY(files.rename(beside, path));
    return files.sync_directory(parent_of(path));
}

}  // namespace ledger
