// Reading a log that is whole, one that grew, and ones that were tampered with.
#include "engine/log/log_reader.hpp"

#include "engine/log/export_layout.hpp"
#include "tests/log/log_fixture.hpp"

#include <doctest/doctest.h>

using namespace ledger;

namespace {

/// Enough for two full tiles of level 0 and a partial one of level 1.
constexpr std::size_t many_commits = 300;

struct Filled : LogFixture {
    Filled() { commit_many(many_commits); }
};

using Positions = std::vector<Position>;

FunctionRef<bool(const RecordedEvent&)> into(auto& collect) { return collect; }

Positions positions_where(const LogFixture& fixture, auto&& keep) {
    Positions positions;
    for (const RecordedEvent& event : fixture.events())
        if (keep(event)) positions.push_back(event.position);
    return positions;
}

/// What `read` visits, at most `limit` of them.
Positions visited(auto&& read, std::size_t limit = SIZE_MAX) {
    Positions positions;
    const auto collect = [&](const RecordedEvent& event) {
        positions.push_back(event.position);
        return positions.size() < limit;
    };
    REQUIRE(read(into(collect)).has_value());
    return positions;
}

Error error_of(const LogReader& reader) {
    const auto outcome = reader.events(0, reader.end(), [](const RecordedEvent&) { return true; });
    REQUIRE_FALSE(outcome.has_value());
    return outcome.error();
}

void expect_corrupt(const LogFixture& fixture, std::string_view position, std::string_view what) {
    const Error error = error_of(LogReader{fixture.log()});
    CHECK(error.kind == ErrorKind::corrupt);
    CHECK_MESSAGE(error.message.starts_with(position), error.message);
    CHECK_MESSAGE(error.message.find(what) != std::string::npos, error.message);
}

}  // namespace

TEST_CASE("every range of events is read in order, with payloads, and no further") {
    const Filled fixture;
    const LogReader reader{fixture.log()};
    const Position end = reader.end();
    REQUIRE(end == 600);
    const std::vector<std::pair<Position, Position>> ranges{
        {0, end},   {0, 1},       {1, 2},     {2, 3}, {255, 257},
        {599, 600}, {599, 9'999}, {600, 700}, {7, 7}, {9, 8}};
    for (const auto& [from, until] : ranges) {
        const auto expected = positions_where(fixture, [&](const RecordedEvent& event) {
            return from <= event.position && event.position < until;
        });
        const auto read = [&](auto visit) { return reader.events(from, until, visit); };
        CHECK(visited(read) == expected);
    }
    CHECK(visited([&](auto visit) { return reader.events(3, end, visit); }, 4) ==
          Positions{3, 4, 5, 6});
}

TEST_CASE("stored events come with their leaf and payload as they were written") {
    const Filled fixture;
    const LogReader reader{fixture.log()};
    const auto check = [&](const StoredEvent& stored) {
        const Position position = stored.event.position;
        REQUIRE(stored.leaf == fixture.leaves()[position]);
        REQUIRE(stored.payload.bytes == fixture.events()[position].payload);
        REQUIRE(stored.event.payload == fixture.events()[position].payload);
        REQUIRE(encode_record(stored.event) == stored.leaf);
        return true;
    };
    REQUIRE(reader.stored(0, 600, check).has_value());
}

TEST_CASE("an event is found by its position") {
    const Filled fixture;
    const LogReader reader{fixture.log()};
    for (const Position position : {0U, 1U, 2U, 3U, 299U, 598U, 599U}) {
        const auto stored = reader.at(position).value();
        REQUIRE(stored.has_value());
        CHECK(stored->leaf == fixture.leaves()[position]);
    }
    CHECK_FALSE(reader.at(600).value().has_value());
    CHECK_FALSE(LogReader{LogFixture{}.log()}.at(0).value().has_value());
}

TEST_CASE("a stream is read from any version on, and only below the position asked for") {
    const Filled fixture;
    const LogReader reader{fixture.log()};
    const auto check = [&](const std::string& name, StreamVersion from, Position until) {
        const auto expected = positions_where(fixture, [&](const RecordedEvent& event) {
            return event.stream == name && event.stream_version >= from && event.position < until;
        });
        const auto read = [&](auto visit) { return reader.stream(name, from, until, visit); };
        REQUIRE(visited(read) == expected);
    };
    for (const std::string& name : std::vector<std::string>{"outage-0", "outage-3", "payment-4"})
        for (const StreamVersion from : {0U, 1U, 2U, 17U, 40U, 1'000U})
            for (const Position until : {0U, 1U, 100U, 333U, 600U, 10'000U})
                check(name, from, until);
    CHECK(visited([&](auto visit) { return reader.stream("outage", 0, 600, visit); }).empty());
    CHECK(visited([&](auto visit) { return reader.stream("outage-0", 2, 600, visit); }, 3).size() ==
          3);
}

TEST_CASE("a category is read from any position on") {
    const Filled fixture;
    const LogReader reader{fixture.log()};
    const auto check = [&](const std::string& name, Position from, Position until) {
        const auto expected = positions_where(fixture, [&](const RecordedEvent& event) {
            return category_of(event.stream) == name && event.position >= from &&
                   event.position < until;
        });
        const auto read = [&](auto visit) { return reader.category(name, from, until, visit); };
        REQUIRE(visited(read) == expected);
    };
    for (const std::string& name : std::vector<std::string>{"outage", "payment", "none"})
        for (const Position from : {0U, 1U, 4U, 300U, 599U, 600U})
            for (const Position until : {5U, 301U, 600U}) check(name, from, until);
}

TEST_CASE("index entries at or beyond the end are passed over") {
    Filled fixture;
    fixture.overwrite(Family::streams, index_key("outage-0", 600), "not an entry");
    fixture.overwrite(Family::categories, index_key("outage", 777), "not an entry");
    const LogReader reader{fixture.log()};
    CHECK(visited([&](auto visit) { return reader.stream("outage-0", 0, 600, visit); }).size() ==
          positions_where(fixture, [](const RecordedEvent& event) {
              return event.stream == "outage-0";
          }).size());
    CHECK_FALSE(
        visited([&](auto visit) { return reader.category("outage", 0, 9'999, visit); }).empty());
}

TEST_CASE("a redacted payload is absent, and everything else stays") {
    Filled fixture;
    fixture.redact(301);
    const LogReader reader{fixture.log()};
    const auto stored = reader.at(301).value().value();
    CHECK_FALSE(stored.event.payload.has_value());
    CHECK(stored.payload.state == SealedPayload::State::redacted);
    CHECK(stored.leaf == fixture.leaves()[301]);
    CHECK(reader.at(300).value()->event.payload.has_value());
    CHECK(visited([&](auto visit) { return reader.events(0, 600, visit); }).size() == 600);
}

TEST_CASE("whatever does not fit together is corruption that names the position") {
    Filled fixture;
    const auto value_at = [&](Family family, Position first) {
        return fixture.log().get(family, big_endian_key(first)).value().value();
    };
    const Position frame = 303;  // Three events: 303, 304, 305.
    REQUIRE(decode_frame(value_at(Family::frames, frame))->size() == 3);

    SUBCASE("a payload was edited") {
        auto payloads = decode_payload_frame(value_at(Family::payloads, frame)).value();
        payloads[1].bytes[0] = '[';
        fixture.overwrite(Family::payloads, big_endian_key(frame), encode_payload_frame(payloads));
        expect_corrupt(fixture, "position 304", "commits");
        CHECK_FALSE(LogReader{fixture.log()}.at(304).has_value());
        CHECK(LogReader{fixture.log()}.leaf_hashes(0, 600).has_value());
    }
    SUBCASE("a payload is missing") {
        auto payloads = decode_payload_frame(value_at(Family::payloads, frame)).value();
        payloads.pop_back();
        fixture.overwrite(Family::payloads, big_endian_key(frame), encode_payload_frame(payloads));
        expect_corrupt(fixture, "position 303", "parallel");
    }
    SUBCASE("a payload frame is missing") {
        fixture.overwrite(Family::payloads, big_endian_key(frame), std::nullopt);
        expect_corrupt(fixture, "position 303", "payload frame is missing");
        CHECK(LogReader{fixture.log()}.at(304).error().kind == ErrorKind::corrupt);
    }
    SUBCASE("a frame is missing") {
        fixture.overwrite(Family::frames, big_endian_key(frame), std::nullopt);
        expect_corrupt(fixture, "position 303", "no frame");
        CHECK(LogReader{fixture.log()}.at(304).error().kind == ErrorKind::corrupt);
        CHECK(LogReader{fixture.log()}.leaf_hashes(304, 306).error().kind == ErrorKind::corrupt);
    }
    SUBCASE("the first frame is missing") {
        fixture.overwrite(Family::frames, big_endian_key(0), std::nullopt);
        expect_corrupt(fixture, "position 0", "no frame");
    }
    SUBCASE("leaves changed places") {
        std::vector<std::string> leaves{fixture.leaves()[304], fixture.leaves()[303],
                                        fixture.leaves()[305]};
        fixture.overwrite(Family::frames, big_endian_key(frame), encode_frame(leaves));
        expect_corrupt(fixture, "position 303", "304");
        CHECK(LogReader{fixture.log()}.leaf_hashes(303, 306).error().kind == ErrorKind::corrupt);
    }
    SUBCASE("a leaf is not a record") {
        std::vector<std::string> leaves{"xx", fixture.leaves()[304], fixture.leaves()[305]};
        fixture.overwrite(Family::frames, big_endian_key(frame), encode_frame(leaves));
        expect_corrupt(fixture, "position 303", "version");
    }
    SUBCASE("a frame is not a frame") {
        fixture.overwrite(Family::frames, big_endian_key(frame), "x");
        expect_corrupt(fixture, "position 303", "frame");
    }
    SUBCASE("a key is not a position") {
        fixture.overwrite(Family::frames, big_endian_key(frame) + "x", "x");
        expect_corrupt(fixture, "position ", "key");
    }
}

TEST_CASE("an index that says what the log does not is corruption") {
    const auto reads = [](const LogFixture& fixture) {
        return LogReader{fixture.log()}.stream("outage-0", 0, 600,
                                               [](const RecordedEvent&) { return true; });
    };
    Filled fixture;
    std::vector<Position> frames;
    REQUIRE(fixture.log()
                .scan(Family::streams, index_key("outage-0", 0), index_key("outage-0", 600),
                      [&](std::string_view key, std::string_view) {
                          frames.push_back(*frame_of_index_key("outage-0", key));
                          return true;
                      })
                .has_value());
    REQUIRE(frames.size() > 10);
    const std::string key = index_key("outage-0", frames[5]);
    SUBCASE("an entry is missing") { fixture.overwrite(Family::streams, key, std::nullopt); }
    SUBCASE("the first entry is missing") {
        fixture.overwrite(Family::streams, index_key("outage-0", frames[0]), std::nullopt);
    }
    SUBCASE("an entry is malformed") { fixture.overwrite(Family::streams, key, "x"); }
    SUBCASE("an entry points outside its frame") {
        fixture.overwrite(Family::streams, key, encode_index_entry({5, {99}}));
    }
    SUBCASE("an entry points at another stream's event") {
        const auto first = decode_index_entry(*fixture.log().get(Family::streams, key).value());
        const auto wrong = first->indexes[0] == 0 ? 1U : 0U;
        fixture.overwrite(Family::streams, key,
                          encode_index_entry({first->first_version, {wrong}}));
    }
    SUBCASE("an entry's frame does not exist") {
        fixture.overwrite(Family::frames, big_endian_key(frames[5]), std::nullopt);
    }
    REQUIRE_FALSE(reads(fixture).has_value());
    CHECK(reads(fixture).error().kind == ErrorKind::corrupt);
}

TEST_CASE("leaf hashes, subtrees and the edge agree with the tree that the committer grew") {
    Sha256 sha256;
    LogFixture fixture;
    for (int round = 0; round < 12; ++round) {
        const LogReader reader{fixture.log()};
        const auto edge = reader.edge().value();
        REQUIRE(edge.frontier.root(sha256) == fixture.frontier().root(sha256));
        REQUIRE(edge.frontier.size() == reader.end());
        REQUIRE(edge.tiles.size() == reader.end());
        std::vector<std::string> edges = fixture.tiles().edges();
        edges.resize(max_tile_level + 1);
        REQUIRE(edge.tiles.edges() == edges);
        const auto root = root_of(reader.end(), reader.subtree_source(), sha256);
        REQUIRE(root == fixture.frontier().root(sha256));
        fixture.commit_many(29);
    }
    REQUIRE(fixture.full_tiles().size() >= 2);
    const LogReader reader{fixture.log()};
    for (std::uint32_t level = 0; level < 10; ++level)
        for (std::uint64_t index = 0; index < reader.end() >> level; index += 1 + index / 2) {
            const auto leaf_range = reader.leaf_hashes(index << level, (index + 1) << level);
            REQUIRE(reader.subtree(level, index) == subtree_hash(sha256, leaf_range.value()));
        }
}

TEST_CASE("tiles that are not stored are made out of leaves, and are the same") {
    Sha256 sha256;
    Filled fixture;
    const LogReader reader{fixture.log()};
    const Hash root = root_of(600, reader.subtree_source(), sha256).value();
    for (const auto& tile : fixture.full_tiles()) {
        fixture.overwrite(Family::tiles, tile_key(tile.level, tile.index), std::nullopt);
        const TileId id{.level = tile.level, .index = tile.index};
        CHECK(reader.tile(id, 600).value() == tile.hashes);
    }
    CHECK(root_of(600, reader.subtree_source(), sha256) == root);
    CHECK(reader.edge()->frontier.root(sha256) == root);
}

TEST_CASE("a tree serves its full tiles and every width of its partial ones, and nothing beyond") {
    const Filled fixture;
    const LogReader reader{fixture.log()};
    const auto leaves = reader.leaf_hashes(0, 600).value();
    const auto hashes = [&](std::size_t begin, std::size_t count) {
        return leaves.substr(begin * 32, count * 32);
    };
    CHECK(reader.tile({0, 1, 256}, 600).value() == hashes(256, 256));
    CHECK(reader.tile({0, 1, 7}, 600).value() == hashes(256, 7));
    CHECK(reader.tile({0, 2, 88}, 600).value() == hashes(512, 88));
    CHECK(reader.tile({1, 0, 2}, 600).value()->size() == 64);
    CHECK(reader.tile({1, 0, 1}, 300).value()->size() == 32);
    for (const TileId& none :
         {TileId{0, 2, 89}, TileId{0, 2, 256}, TileId{0, 3, 1}, TileId{1, 0, 3}, TileId{1, 1, 1},
          TileId{2, 0, 1}, TileId{0, 0, 0}, TileId{8, 0, 1}, TileId{0, ~std::uint64_t{0}, 1}})
        CHECK_FALSE(reader.tile(none, 600).value().has_value());
    CHECK_FALSE(reader.tile({0, 1, 256}, 511).value().has_value());
    CHECK_FALSE(reader.tile({1, 0, 1}, 255).value().has_value());
}

TEST_CASE("entry bundles hold the leaves as they are stored") {
    const Filled fixture;
    const LogReader reader{fixture.log()};
    const auto bundle = reader.entries(2, 88, 600).value();
    REQUIRE(bundle.has_value());
    const auto leaves = decode_entry_bundle(*bundle).value();
    REQUIRE(leaves.size() == 88);
    for (std::size_t i = 0; i < leaves.size(); ++i) CHECK(leaves[i] == fixture.leaves()[512 + i]);
    CHECK_FALSE(reader.entries(2, 89, 600).value().has_value());
    CHECK_FALSE(reader.entries(3, 1, 600).value().has_value());
}

TEST_CASE("a stored tile of the wrong size is corruption") {
    Filled fixture;
    fixture.overwrite(Family::tiles, tile_key(0, 1), "short");
    const LogReader reader{fixture.log()};
    CHECK(reader.tile({0, 1, 256}, 600).error().kind == ErrorKind::corrupt);
    CHECK(reader.edge().error().kind == ErrorKind::corrupt);
}

TEST_CASE("frames and payloads larger than what is read at once are read whole") {
    LogFixture fixture;
    for (int i = 0; i < 6; ++i)
        fixture.commit({draft_event("outage-1", std::string(300'000, static_cast<char>('a' + i)))});
    fixture.commit(std::vector<RecordedEvent>(3'000, draft_event("outage-2", "{}", 1)));
    fixture.commit({draft_event("outage-1", "{}")});
    const LogReader reader{fixture.log()};
    std::size_t bytes = 0;
    REQUIRE(reader
                .events(0, reader.end(),
                        [&](const RecordedEvent& event) {
                            bytes += event.payload->size();
                            return true;
                        })
                .has_value());
    CHECK(bytes == 6 * 300'000 + 2 * 3'001);
}
