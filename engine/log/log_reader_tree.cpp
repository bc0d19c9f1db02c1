// Reading the tree: full tiles out of the log, everything else out of leaves.
#include "engine/kernel/assert.hpp"
#include "engine/log/export_layout.hpp"
#include "engine/log/frame_source.hpp"
#include "engine/log/log_reader.hpp"

#include <bit>

namespace ledger {
namespace {

constexpr std::size_t hash_bytes = 32;

/// Neighbouring hashes of one level of tiles, all within one tile.
struct HashRun {
    std::uint32_t level;
    std::uint64_t begin;
    std::uint64_t count;
};

/// Leaves of [from, until), each checked to stand in its place.
Result<void> for_each_leaf(const EventLog& log, PositionRange range,
                           FunctionRef<void(std::string_view leaf)> visit) {
    return for_each_frame(log, range, Parts::leaves, [&](const OpenFrame& frame) -> Result<bool> {
        for (std::size_t i = 0; i < frame.leaves.size(); ++i) {
            const Position position = frame.first + i;
            if (position < range.from || position >= range.until) continue;
            TRY(leaf_in(frame, i));
            visit(frame.leaves[i]);
        }
        return true;
    });
}

Result<std::string> leaf_hashes_of(const EventLog& log, PositionRange range, Sha256& sha256) {
    std::string hashes;
    hashes.reserve(static_cast<std::size_t>(range.until - range.from) * hash_bytes);
    TRY(for_each_leaf(log, range,
                      [&](std::string_view leaf) { hashes += as_view(leaf_hash(sha256, leaf)); }));
    return hashes;
}

/// The hashes of `run`: of the stored tile when there is one, else made out of the level below.
Result<std::string> hashes_of(const EventLog& log, const HashRun& run, Sha256& sha256) {
    const std::uint64_t index = run.begin / tile_width;
    TRY(tile, log.get(Family::tiles, tile_key(run.level, index)));
    if (tile && tile->size() != tile_width * hash_bytes)
        return fail(ErrorKind::corrupt, "log.corrupt",
                    tile_path({.level = run.level, .index = index}) + " is not 256 hashes");
    if (tile) return tile->substr(run.begin % tile_width * hash_bytes, run.count * hash_bytes);
    if (run.level == 0)
        return leaf_hashes_of(log, {.from = run.begin, .until = run.begin + run.count}, sha256);
    std::string hashes;
    for (std::uint64_t i = run.begin; i < run.begin + run.count; ++i) {
        const HashRun below{.level = run.level - 1, .begin = i * tile_width, .count = tile_width};
        TRY(lower_tile, hashes_of(log, below, sha256));
        hashes += as_view(subtree_hash(sha256, lower_tile));
    }
    return hashes;
}

/// Whether the tree of `size` has that many hashes in that tile.
bool has_tile(std::uint64_t size, const TileId& tile) {
    if (tile.level > max_tile_level || tile.width == 0 || tile.width > tile_width) return false;
    const std::uint64_t full = full_tiles(size, tile.level);
    return tile.index < full ||
           (tile.index == full && tile.width <= partial_width(size, tile.level));
}

/// The perfect subtrees that the right edges of the tiles are made of, largest first.
std::vector<Hash> subtree_roots(const std::vector<std::string>& edges, Sha256& sha256) {
    std::vector<Hash> roots;
    for (std::size_t level = edges.size(); level-- > 0;) {
        std::string_view rest = edges[level];
        while (!rest.empty()) {
            const std::size_t bytes = std::bit_floor(rest.size() / hash_bytes) * hash_bytes;
            roots.push_back(subtree_hash(sha256, rest.substr(0, bytes)));
            rest.remove_prefix(bytes);
        }
    }
    return roots;
}

}  // namespace

Result<std::string> LogReader::leaf_hashes(Position from, Position until) const {
    LEDGER_ASSERT(from <= until && until <= end());
    Sha256 sha256;
    return leaf_hashes_of(log_, {.from = from, .until = until}, sha256);
}

Result<Hash> LogReader::subtree(std::uint32_t level, std::uint64_t index) const {
    LEDGER_ASSERT(level < 64 && index < end() >> level);
    const std::uint32_t within_tile = level % tile_height;
    const HashRun run{.level = level / tile_height,
                      .begin = index << within_tile,
                      .count = std::uint64_t{1} << within_tile};
    Sha256 sha256;
    TRY(hashes, hashes_of(log_, run, sha256));
    return subtree_hash(sha256, hashes);
}

SubtreeSource LogReader::subtree_source() const {
    return [reader = *this](std::uint32_t level, std::uint64_t index) {
        return reader.subtree(level, index);
    };
}

Result<std::optional<std::string>> LogReader::tile(const TileId& tile, std::uint64_t size) const {
    LEDGER_ASSERT(size <= end());
    if (!has_tile(size, tile)) return std::nullopt;
    Sha256 sha256;
    const HashRun run{.level = tile.level, .begin = tile.index * tile_width, .count = tile.width};
    TRY(hashes, hashes_of(log_, run, sha256));
    return std::optional{std::move(hashes)};
}

Result<std::optional<std::string>> LogReader::entries(std::uint64_t index, std::uint32_t width,
                                                      std::uint64_t size) const {
    LEDGER_ASSERT(size <= end());
    if (!has_tile(size, {.level = 0, .index = index, .width = width})) return std::nullopt;
    const Position from = index * tile_width;
    std::vector<std::string> leaves;
    TRY(for_each_leaf(log_, {.from = from, .until = from + width},
                      [&](std::string_view leaf) { leaves.emplace_back(leaf); }));
    return std::optional{encode_entry_bundle(leaves)};
}

Result<LogReader::Edge> LogReader::edge() const {
    const std::uint64_t size = end();
    Sha256 sha256;
    std::vector<std::string> edges;
    for (std::uint32_t level = 0; level <= max_tile_level; ++level) {
        const HashRun run{.level = level,
                          .begin = full_tiles(size, level) * tile_width,
                          .count = partial_width(size, level)};
        std::string& edge = edges.emplace_back();
        if (run.count == 0) continue;
        TRY(hashes, hashes_of(log_, run, sha256));
        edge = std::move(hashes);
    }
    return Edge{.frontier = MerkleFrontier::of(size, subtree_roots(edges, sha256)),
                .tiles = TileBuilder{size, std::move(edges)}};
}

}  // namespace ledger
