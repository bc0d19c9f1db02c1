// Tiles: their paths and keys, and the builder.
#include "engine/log/tile.hpp"

#include "engine/kernel/assert.hpp"
#include "engine/log/merkle.hpp"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <cstring>

namespace ledger {
namespace {

constexpr std::size_t hash_bytes = 32;
constexpr std::uint64_t indexes_per_path_element = 1000;

/// 1234067 is "x001/x234/067".
std::string index_path(std::uint64_t index) {
    std::string path = fmt::format("{:03}", index % indexes_per_path_element);
    while (index >= indexes_per_path_element) {
        index /= indexes_per_path_element;
        path = fmt::format("x{:03}/{}", index % indexes_per_path_element, path);
    }
    return path;
}

std::string path_of(std::string_view folder, std::uint64_t index, std::uint32_t width) {
    std::string path = fmt::format("tile/{}/{}", folder, index_path(index));
    if (width != tile_width) path += fmt::format(".p/{}", width);
    return path;
}

template <class Unsigned>
std::optional<Unsigned> decimal(std::string_view text) {
    Unsigned value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, value);
    if (failure != std::errc{} || stop != end) return std::nullopt;
    return value;
}

/// Whatever is not canonical is caught by making the path anew.
std::optional<std::uint64_t> parse_index(std::string_view path) {
    std::string digits;
    for (const char character : path)
        if (character != 'x' && character != '/') digits += character;
    return decimal<std::uint64_t>(digits);
}

}  // namespace

std::string tile_path(const TileId& tile) {
    return path_of(std::to_string(tile.level), tile.index, tile.width);
}

std::string entries_path(std::uint64_t index, std::uint32_t width) {
    return path_of("entries", index, width);
}

std::optional<TilePath> parse_tile_path(std::string_view path) {
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const std::string_view folder = path.substr(0, slash);
    std::string_view rest = path.substr(slash + 1);
    TilePath parsed{.entries = folder == "entries", .tile = {}};
    if (const std::size_t partial = rest.find(".p/"); partial != std::string_view::npos) {
        const auto width = decimal<std::uint32_t>(rest.substr(partial + 3));
        if (!width || *width == 0 || *width >= tile_width) return std::nullopt;
        parsed.tile.width = *width;
        rest = rest.substr(0, partial);
    }
    const auto index = parse_index(rest);
    const auto level = parsed.entries ? 0 : decimal<std::uint32_t>(folder);
    if (!index || !level || *level > max_tile_level) return std::nullopt;
    parsed.tile.index = *index;
    parsed.tile.level = *level;
    const std::string canonical = path_of(folder, *index, parsed.tile.width);
    const bool level_is_canonical = parsed.entries || std::to_string(*level) == folder;
    if (!level_is_canonical || canonical.substr(canonical.find('/') + 1) != path)
        return std::nullopt;
    return parsed;
}

std::uint32_t partial_width(std::uint64_t size, std::uint32_t level) {
    return static_cast<std::uint32_t>((size >> (tile_height * level)) % tile_width);
}

std::uint64_t full_tiles(std::uint64_t size, std::uint32_t level) {
    return (size >> (tile_height * level)) / tile_width;
}

Hash subtree_hash(Sha256& sha256, std::string_view hashes) {
    LEDGER_ASSERT(!hashes.empty() && hashes.size() % hash_bytes == 0);
    LEDGER_ASSERT(std::has_single_bit(hashes.size() / hash_bytes));
    std::vector<Hash> row(hashes.size() / hash_bytes);
    for (std::size_t i = 0; i < row.size(); ++i)
        std::memcpy(row[i].bytes.data(), hashes.data() + i * hash_bytes, hash_bytes);
    for (; row.size() > 1; row.resize(row.size() / 2))
        for (std::size_t i = 0; i < row.size() / 2; ++i)
            row[i] = node_hash(sha256, row[2 * i], row[2 * i + 1]);
    return row.front();
}

std::string tile_key(std::uint32_t level, std::uint64_t index) {
    LEDGER_ASSERT(level <= max_tile_level);
    std::string key;
    put_big_endian(key, static_cast<std::uint8_t>(level));
    put_big_endian(key, index);
    return key;
}

TileBuilder::TileBuilder(std::uint64_t size, std::vector<std::string> edges)
    : size_{size}, edges_{std::move(edges)} {
    for (std::uint32_t level = 0; level <= max_tile_level; ++level) {
        const std::size_t held = level < edges_.size() ? edges_[level].size() : 0;
        LEDGER_ASSERT(held == partial_width(size_, level) * hash_bytes);
    }
}

void TileBuilder::append(Sha256& sha256, const Hash& leaf, std::vector<FullTile>& completed) {
    ++size_;
    Hash hash = leaf;
    for (std::uint32_t level = 0;; ++level) {
        if (edges_.size() <= level) edges_.emplace_back();
        std::string& edge = edges_[level];
        edge += as_view(hash);
        if (edge.size() < tile_width * hash_bytes) return;
        hash = subtree_hash(sha256, edge);
        completed.push_back({.level = level,
                             .index = full_tiles(size_, level) - 1,
                             .hashes = std::exchange(edge, {})});
    }
}

}  // namespace ledger
