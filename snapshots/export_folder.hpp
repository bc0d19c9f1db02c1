// The folder of an export: writes files, remembers their digests, keeps what is already there.
#pragma once

#include "engine/log/export_layout.hpp"
#include "engine/log/sha256.hpp"
#include "engine/ports/file_system.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

class ExportFolder {
public:
    ExportFolder(FileSystem& files, std::string directory)
        : files_{files}, directory_{std::move(directory)} {}

    Result<bool> is_empty() const;
    /// Nothing when it is not there.
    Result<std::optional<std::string>> read(const std::string& path) const;
    /// Takes over the digests of an older export, so that its files can be kept.
    void take_over(const std::vector<ManifestEntry>& manifest);
    bool has_kept(std::string_view prefix) const;

    /// True when the older export has `path`, which cannot have changed since.
    bool keep(const std::string& path);
    /// Writes and syncs.
    Result<void> write(const std::string& path, std::string_view bytes);
    /// Likewise, unless the older export has the very same there.
    Result<void> write_if_changed(const std::string& path, std::string_view bytes);
    /// Syncs all folders; then MANIFEST, then the checkpoint, each all or nothing.
    Result<void> finish(std::string_view checkpoint);
    /// Removes from the export's own sub-folders what MANIFEST does not list: the partial tiles of
    /// an older export, the files of one that never came to its end.
    Result<void> remove_leftovers();

    std::uint64_t files_written() const { return files_written_; }
    std::uint64_t bytes_written() const { return bytes_written_; }

private:
    std::string inside(std::string_view path) const;
    Result<void> open_parent(const std::string& path);
    Result<void> remove_unlisted(const std::string& folder);

    FileSystem& files_;
    std::string directory_;
    std::map<std::string, Hash, std::less<>> older_;    ///< What the older export has.
    std::map<std::string, Hash, std::less<>> digests_;  ///< What this one has.
    std::set<std::string> folders_;  ///< Created or written into; paths within the export.
    Sha256 sha256_;
    std::uint64_t files_written_ = 0;
    std::uint64_t bytes_written_ = 0;
};

}  // namespace ledger
