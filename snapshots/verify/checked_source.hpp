// A source together with its MANIFEST, which is held against every file that is read.
#pragma once

#include "engine/log/export_layout.hpp"
#include "engine/log/sha256.hpp"
#include "snapshots/verify/finding.hpp"
#include "snapshots/verify/tile_source.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ledger::verify {

/// MANIFEST is not signed: it adds nothing to what the checkpoint proves, so its complaints wait
/// until `check_manifest` and name what is left over then.
class CheckedSource {
public:
    static Checked<CheckedSource> open(TileSource& source);

    Checked<std::optional<std::string>> find(const std::string& path);
    /// The file must be there, for the log to be whole.
    Checked<std::string> read(const std::string& path, std::optional<Position> position = {});

    /// Call it when the checkpoint has proved all that was read: then a line of MANIFEST that
    /// disagrees with a file read is itself wrong. Reads what has not been read.
    Checked<void> check_manifest();

    TileSource& source() { return *source_; }

private:
    explicit CheckedSource(TileSource& source) : source_{&source} {}
    /// The line of `path`.
    ManifestEntry* line_of(const std::string& path);
    void compare(const std::string& path, std::string_view bytes);
    Checked<void> check_unread(const ManifestEntry& line);

    TileSource* source_;
    std::optional<std::vector<ManifestEntry>> lines_;
    std::vector<bool> was_read_;            ///< Parallel to `lines_`.
    std::optional<std::string> complaint_;  ///< The first, about MANIFEST itself.
    Sha256 sha256_;
};

}  // namespace ledger::verify
