// A data folder as bytes, to be changed and laid out again.
#pragma once

#include "engine/ports/file_system.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace ledger::test {

struct ImageFile {
    std::string bytes;
    std::uint32_t mode = 0;
};
/// By path.
using FolderImage = std::map<std::string, ImageFile>;

FolderImage image_of(FileSystem& files, const std::string& directory);
void lay_out(FileSystem& files, const FolderImage& image);

}  // namespace ledger::test
