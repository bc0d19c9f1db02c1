// Tiles: paths both ways, and what a growing tree completes.
#include "engine/log/tile.hpp"

#include "engine/log/merkle.hpp"

#include <doctest/doctest.h>

#include <utility>

using namespace ledger;

namespace {

constexpr std::uint64_t many_leaves = 70'000;

std::string joined(const std::vector<Hash>& hashes, std::uint64_t begin, std::uint64_t end) {
    std::string bytes;
    for (std::uint64_t i = begin; i < end; ++i) bytes += as_view(hashes[i]);
    return bytes;
}

/// The hashes of one level of tiles: pairs joined eight times.
std::vector<Hash> level_above(std::vector<Hash> hashes) {
    Sha256 sha256;
    for (std::uint32_t i = 0; i < tile_height; ++i) {
        std::vector<Hash> parents;
        for (std::size_t j = 0; j + 1 < hashes.size(); j += 2)
            parents.push_back(node_hash(sha256, hashes[j], hashes[j + 1]));
        hashes = std::move(parents);
    }
    return hashes;
}

std::vector<Hash> some_leaves(std::uint64_t count) {
    Sha256 sha256;
    std::vector<Hash> leaves;
    leaves.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i)
        leaves.push_back(leaf_hash(sha256, big_endian_key(i)));
    return leaves;
}

}  // namespace

TEST_CASE("tile paths are written and read back") {
    struct Row {
        TileId tile;
        std::string_view path;
    };
    constexpr Row rows[] = {
        {{0, 0, 256}, "tile/0/000"},
        {{0, 67, 1}, "tile/0/067.p/1"},
        {{1, 999, 255}, "tile/1/999.p/255"},
        {{2, 1000, 256}, "tile/2/x001/000"},
        {{0, 1'234'067, 256}, "tile/0/x001/x234/067"},
        {{0, 1'234'067, 44}, "tile/0/x001/x234/067.p/44"},
        {{7, 18'446'744'073'709'551'615U, 9}, "tile/7/x018/x446/x744/x073/x709/x551/615.p/9"},
    };
    for (const Row& row : rows) {
        CHECK(tile_path(row.tile) == row.path);
        const auto parsed = parse_tile_path(row.path.substr(5));
        REQUIRE(parsed.has_value());
        CHECK(parsed->tile == row.tile);
        CHECK_FALSE(parsed->entries);
    }
    CHECK(entries_path(1'234'067, 44) == "tile/entries/x001/x234/067.p/44");
    const auto parsed = parse_tile_path("entries/x001/x234/067.p/44");
    REQUIRE(parsed.has_value());
    CHECK(parsed->entries);
    CHECK(parsed->tile == TileId{.level = 0, .index = 1'234'067, .width = 44});
}

TEST_CASE("a tile path that is not canonical is no tile path") {
    constexpr std::string_view paths[] = {"",
                                          "0",
                                          "0/",
                                          "/000",
                                          "0/0",
                                          "0/00",
                                          "0/0000",
                                          "0/1000",
                                          "0/x001",
                                          "0/x000/001",
                                          "0/001/002",
                                          "0/x01/002",
                                          "0/x0001/002",
                                          "00/000",
                                          "8/000",
                                          "64/000",
                                          "-1/000",
                                          "+1/000",
                                          "0/000.p",
                                          "0/000.p/",
                                          "0/000.p/0",
                                          "0/000.p/256",
                                          "0/000.p/01",
                                          "0/000.p/1/",
                                          "0/000.p/1.p/1",
                                          "0/000/",
                                          "0/x001/067 ",
                                          "entrie/000",
                                          "entries/0",
                                          "Entries/000",
                                          "0/x018/x446/x744/x073/x709/x551/616",
                                          "0/x999/x999/x999/x999/x999/x999/x999/999"};
    for (const std::string_view path : paths)
        CHECK_MESSAGE(!parse_tile_path(path).has_value(), path);
}

TEST_CASE("sizes say how many tiles are full and how wide the last one is") {
    CHECK(full_tiles(0, 0) == 0);
    CHECK(full_tiles(255, 0) == 0);
    CHECK(full_tiles(256, 0) == 1);
    CHECK(full_tiles(70'000, 0) == 273);
    CHECK(partial_width(70'000, 0) == 112);
    CHECK(full_tiles(70'000, 1) == 1);
    CHECK(partial_width(70'000, 1) == 17);
    CHECK(full_tiles(70'000, 2) == 0);
    CHECK(partial_width(70'000, 2) == 1);
    CHECK(partial_width(256, 0) == 0);
    CHECK(full_tiles(~std::uint64_t{0}, max_tile_level) == 0);
    CHECK(partial_width(~std::uint64_t{0}, max_tile_level) == 255);
}

TEST_CASE("70,000 leaves complete the same tiles as a tree written down level by level") {
    const std::vector<Hash> leaves = some_leaves(many_leaves);
    Sha256 sha256;
    TileBuilder builder;
    std::vector<TileBuilder::FullTile> completed;
    for (const Hash& leaf : leaves) builder.append(sha256, leaf, completed);

    std::vector<std::vector<Hash>> levels{leaves};
    while (levels.size() < 3) levels.push_back(level_above(levels.back()));
    std::array<std::uint64_t, 3> next{};
    for (const auto& tile : completed) {
        REQUIRE(tile.level < 3);
        REQUIRE(tile.index == next[tile.level]++);
        const std::uint64_t begin = tile.index * tile_width;
        REQUIRE(tile.hashes == joined(levels[tile.level], begin, begin + tile_width));
        REQUIRE(as_view(subtree_hash(sha256, tile.hashes)) ==
                as_view(levels[tile.level + 1][tile.index]));
    }
    CHECK(next == std::array<std::uint64_t, 3>{273, 1, 0});
    REQUIRE(builder.edges().size() == 3);
    CHECK(builder.edges()[0] == joined(leaves, 273 * tile_width, many_leaves));
    CHECK(builder.edges()[1] == joined(levels[1], tile_width, 273));
    CHECK(builder.edges()[2] == joined(levels[2], 0, 1));
    CHECK(builder.size() == many_leaves);
}

TEST_CASE("a builder that goes on from the edges completes what the first one would have") {
    const std::vector<Hash> leaves = some_leaves(1'000);
    Sha256 sha256;
    for (const std::uint64_t stop : {0U, 1U, 255U, 256U, 257U, 767U, 999U}) {
        TileBuilder first;
        std::vector<TileBuilder::FullTile> ignored;
        for (std::uint64_t i = 0; i < stop; ++i) first.append(sha256, leaves[i], ignored);
        TileBuilder second{first.size(), first.edges()};
        std::vector<TileBuilder::FullTile> of_first;
        std::vector<TileBuilder::FullTile> of_second;
        for (std::uint64_t i = stop; i < leaves.size(); ++i) {
            first.append(sha256, leaves[i], of_first);
            second.append(sha256, leaves[i], of_second);
        }
        REQUIRE(of_first.size() == of_second.size());
        for (std::size_t i = 0; i < of_first.size(); ++i)
            CHECK(of_first[i].hashes == of_second[i].hashes);
        CHECK(first.edges() == second.edges());
    }
}

TEST_CASE("tile keys sort by level, then by index") {
    CHECK(tile_key(0, 255) < tile_key(0, 256));
    CHECK(tile_key(0, ~std::uint64_t{0}) < tile_key(1, 0));
    CHECK(tile_key(3, 0x0102) == std::string_view{"\3\0\0\0\0\0\0\1\2", 9});
}
