// C2SP tlog-tiles: 256 hashes a tile, their paths, and the tiles that a growing tree completes.
#pragma once

#include "engine/kernel/bytes.hpp"
#include "engine/log/sha256.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

inline constexpr std::uint64_t tile_width = 256;
inline constexpr std::uint32_t tile_height = 8;     ///< log2(tile_width)
inline constexpr std::uint32_t max_tile_level = 7;  ///< 256^8 leaves exceed 2^63.

/// A tile, or its first `width` hashes.
struct TileId {
    std::uint32_t level = 0;
    std::uint64_t index = 0;
    std::uint32_t width = tile_width;
    auto operator<=>(const TileId&) const = default;
};

/// "tile/0/x001/x234/067" and, when partial, ".p/44"; entry bundles: "tile/entries/…".
std::string tile_path(const TileId& tile);
std::string entries_path(std::uint64_t index, std::uint32_t width);
/// The part after "tile/": "<L>/<N>[.p/<W>]" or "entries/<N>[.p/<W>]". Canonical paths only.
struct TilePath {
    bool entries = false;
    TileId tile;
};
std::optional<TilePath> parse_tile_path(std::string_view path);

/// How many hashes the last tile of `level` holds in a tree of `size`: 0 when it is just full.
std::uint32_t partial_width(std::uint64_t size, std::uint32_t level);
/// How many full tiles `level` has in a tree of `size`.
std::uint64_t full_tiles(std::uint64_t size, std::uint32_t level);

/// Root of the perfect tree over all 256 hashes of a full tile, or over `count` = 2^k of them.
Hash subtree_hash(Sha256& sha256, std::string_view hashes);

/// Key in family `tiles`: u8 level, u64 index.
std::string tile_key(std::uint32_t level, std::uint64_t index);

/// Collects leaf hashes and gives out each tile as it becomes full, lower levels first.
class TileBuilder {
public:
    struct FullTile {
        std::uint32_t level;
        std::uint64_t index;
        std::string hashes;  ///< 8,192 bytes.
    };

    TileBuilder() = default;
    /// Goes on from a tree of `size` whose partial tiles hold `edges` (one per level, from 0 on).
    TileBuilder(std::uint64_t size, std::vector<std::string> edges);

    void append(Sha256& sha256, const Hash& leaf, std::vector<FullTile>& completed);
    std::uint64_t size() const { return size_; }
    const std::vector<std::string>& edges() const { return edges_; }

private:
    std::uint64_t size_ = 0;
    std::vector<std::string> edges_;
};

}  // namespace ledger
