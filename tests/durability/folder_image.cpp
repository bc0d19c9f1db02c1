#include "tests/durability/folder_image.hpp"

#include "engine/kernel/assert.hpp"

namespace ledger::test {
namespace {

constexpr std::uint64_t max_file_bytes = std::uint64_t{1} << 30U;
constexpr std::uint32_t private_mode = 0600;

}  // namespace

FolderImage image_of(FileSystem& files, const std::string& directory) {
    FolderImage image;
    const auto names = files.list(directory);
    LEDGER_ASSERT(names.has_value());
    for (const std::string& name : *names) {
        const std::string path = directory + '/' + name;
        const auto info = files.info(path);
        LEDGER_ASSERT(info.has_value());
        if (info->is_directory) {
            image.merge(image_of(files, path));
        } else {
            image[path] = {.bytes = *read_file(files, path, max_file_bytes), .mode = info->mode};
        }
    }
    return image;
}

void lay_out(FileSystem& files, const FolderImage& image) {
    for (const auto& [path, stored] : image) {
        LEDGER_ASSERT(files.create_directory(path.substr(0, path.rfind('/'))).has_value());
        const auto mode =
            stored.mode == private_mode ? OpenMode::create_private : OpenMode::truncate;
        const auto file = files.open(path, mode);
        LEDGER_ASSERT(file.has_value() && (*file)->append(stored.bytes).has_value());
    }
}

}  // namespace ledger::test
