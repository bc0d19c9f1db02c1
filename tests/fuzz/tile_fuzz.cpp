// Paths of tiles, tiles themselves, and the manifest of an export.
#include "engine/log/export_layout.hpp"
#include "engine/log/merkle.hpp"
#include "engine/log/tile.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <bit>

namespace ledger {
namespace {

constexpr std::size_t hash_bytes = 32;

void check_path(std::string_view input) {
    const auto path = parse_tile_path(input);
    if (!path) return;
    const TileId& tile = path->tile;
    LEDGER_ASSERT(tile.width > 0 && tile.width <= tile_width && tile.level <= max_tile_level);
    const std::string full = path->entries ? entries_path(tile.index, tile.width) : tile_path(tile);
    LEDGER_ASSERT(full == "tile/" + std::string{input});
}

/// A tile's bytes, one hash after another, have the root of the tree over them.
void check_tile(std::string_view input) {
    const std::size_t count = input.size() / hash_bytes;
    if (!std::has_single_bit(count) || count > tile_width) return;
    const std::string_view hashes = input.substr(0, count * hash_bytes);
    Sha256 sha256;
    MerkleFrontier frontier;
    TileBuilder builder;
    std::vector<TileBuilder::FullTile> completed;
    for (std::size_t i = 0; i < count; ++i) {
        Hash leaf;
        for (std::size_t j = 0; j < hash_bytes; ++j)
            leaf.bytes[j] = static_cast<std::uint8_t>(hashes[i * hash_bytes + j]);
        frontier.append(sha256, leaf);
        builder.append(sha256, leaf, completed);
    }
    LEDGER_ASSERT(subtree_hash(sha256, hashes) == frontier.root(sha256));
    LEDGER_ASSERT(count < tile_width ? builder.edges().front() == hashes
                                     : completed.front().hashes == hashes);
}

}  // namespace
}  // namespace ledger

void ledger::test::fuzz(std::string_view input) {
    check_path(input);
    check_tile(input);
    if (auto entries = parse_manifest(input))
        LEDGER_ASSERT(manifest_text(*std::move(entries)) == input);
}
