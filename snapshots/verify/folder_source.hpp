// An exported log in a folder.
#pragma once

#include "engine/ports/file_system.hpp"
#include "snapshots/verify/tile_source.hpp"

#include <string>

namespace ledger::verify {

class FolderSource final : public TileSource {
public:
    FolderSource(FileSystem& files, std::string folder)
        : files_{files}, folder_{std::move(folder)} {}

    Result<std::optional<std::string>> read(std::string_view path) override;
    Result<std::optional<Amount>> balance(std::string_view account, std::string_view asset,
                                          std::uint64_t size) override;

private:
    FileSystem& files_;
    std::string folder_;
};

}  // namespace ledger::verify
