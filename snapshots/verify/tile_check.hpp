// Tiles made anew from leaf hashes, and held against those that are stored.
#pragma once

#include "engine/kernel/function_ref.hpp"
#include "engine/log/merkle.hpp"
#include "engine/log/tile.hpp"
#include "snapshots/verify/finding.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ledger::verify {

/// A stored tile that is not what the entries give. Whether the tile or the entries were changed,
/// only the signed root can tell.
struct TileFault {
    TileId tile;
    std::optional<Position> position;  ///< First entry that the tile contradicts; none: no tile.
    std::uint64_t span = 1;            ///< How many entries that one hash stands for.
};

/// Where a stored tile is; nothing when it is missing.
using StoredTile = FunctionRef<Checked<std::optional<std::string>>(const TileId& tile)>;

class TileCheck {
public:
    void append(Sha256& sha256, const Hash& leaf);
    /// Compares all tiles that became full since the last call.
    Checked<void> compare_full(StoredTile stored);
    /// Compares the partial tiles of the present size.
    Checked<void> compare_partial(StoredTile stored);

    std::uint64_t size() const { return builder_.size(); }
    Hash root(Sha256& sha256) const;
    /// The leaf hashes of the tile that is not full yet.
    std::string_view open_leaves() const;
    /// The most precise one.
    const std::optional<TileFault>& fault() const { return fault_; }

private:
    Checked<void> compare(const TileId& tile, std::string_view made, StoredTile stored);

    TileBuilder builder_;
    std::vector<TileBuilder::FullTile> completed_;
    std::optional<TileFault> fault_;
};

/// The index of the first hash in which `stored` differs from `made`, or lacks; nothing when they
/// are equal. What `stored` has beyond counts as its last.
std::optional<std::uint32_t> first_difference(std::string_view made, std::string_view stored);

}  // namespace ledger::verify
