// Tiles of every level, full and partial.
#include "snapshots/verify/tile_check.hpp"

#include <algorithm>
#include <bit>
#include <tuple>
#include <utility>

namespace ledger::verify {
namespace {

constexpr std::size_t hash_bytes = 32;

/// Lower levels say more exactly which entry it is about; a tile that is missing says nothing.
bool is_more_precise(const TileFault& one, const TileFault& other) {
    const auto rank = [](const TileFault& fault) {
        return std::tuple{!fault.position.has_value(), fault.tile.level, fault.position};
    };
    return rank(one) < rank(other);
}

}  // namespace

std::optional<std::uint32_t> first_difference(std::string_view made, std::string_view stored) {
    if (made == stored) return std::nullopt;
    const auto [in_made, in_stored] = std::ranges::mismatch(made, stored);
    const auto byte = static_cast<std::size_t>(in_made - made.begin());
    return static_cast<std::uint32_t>(std::min(byte, made.size() - 1) / hash_bytes);
}

void TileCheck::append(Sha256& sha256, const Hash& leaf) {
    builder_.append(sha256, leaf, completed_);
}

/// Out of the perfect subtrees that the tiles' right edges are made of: to keep a frontier as well
/// would hash every node twice.
Hash TileCheck::root(Sha256& sha256) const {
    std::vector<Hash> roots;
    for (std::size_t level = builder_.edges().size(); level-- > 0;) {
        std::string_view rest = builder_.edges()[level];
        while (!rest.empty()) {
            const std::size_t bytes = std::bit_floor(rest.size() / hash_bytes) * hash_bytes;
            roots.push_back(subtree_hash(sha256, rest.substr(0, bytes)));
            rest.remove_prefix(bytes);
        }
    }
    return MerkleFrontier::of(size(), std::move(roots)).root(sha256);
}

std::string_view TileCheck::open_leaves() const {
    return builder_.edges().empty() ? std::string_view{} : builder_.edges().front();
}

Checked<void> TileCheck::compare_full(StoredTile stored) {
    for (const TileBuilder::FullTile& tile : std::exchange(completed_, {}))
        TRY(compare({.level = tile.level, .index = tile.index}, tile.hashes, stored));
    return {};
}

Checked<void> TileCheck::compare_partial(StoredTile stored) {
    for (std::uint32_t level = 0; level < builder_.edges().size(); ++level) {
        const std::string& edge = builder_.edges()[level];
        if (edge.empty()) continue;
        const TileId tile{.level = level,
                          .index = full_tiles(size(), level),
                          .width = partial_width(size(), level)};
        TRY(compare(tile, edge, stored));
    }
    return {};
}

Checked<void> TileCheck::compare(const TileId& tile, std::string_view made, StoredTile stored) {
    TRY(found, stored(tile));
    TileFault fault{
        .tile = tile, .position = {}, .span = std::uint64_t{1} << (tile_height * tile.level)};
    if (found) {
        const auto index = first_difference(made, *found);
        if (!index) return {};
        fault.position = (tile.index * tile_width + *index) * fault.span;
    }
    if (!fault_ || is_more_precise(fault, *fault_)) fault_ = fault;
    return {};
}

}  // namespace ledger::verify
