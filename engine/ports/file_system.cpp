#include "engine/ports/file_system.hpp"

namespace ledger {

Result<std::string> read_file(FileSystem& files, const std::string& path, std::uint64_t limit) {
    TRY(file, files.open(path, OpenMode::read));
    TRY(size, file->size());
    if (size > limit) return fail(ErrorKind::corrupt, "file.too_long", path);
    std::string bytes(size, '\0');
    TRY(count, file->read_at(0, bytes));
    if (count != size) return fail(ErrorKind::corrupt, "file.short_read", path);
    return bytes;
}

Result<void> replace_file(FileSystem& files, const std::string& path, std::string_view bytes) {
    const std::string beside = path + ".new";
    {
        TRY(file, files.open(beside, OpenMode::truncate));
        TRY(file->append(bytes));
        TRY(file->sync());
    }
    TRY(files.rename(beside, path));
    const std::size_t slash = path.rfind('/');
    return files.sync_directory(slash == std::string::npos ? "." : path.substr(0, slash));
}

}  // namespace ledger
