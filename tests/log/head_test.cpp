// HEAD on a disk that loses, tears and reorders what was not synced.
#include "engine/log/head.hpp"

#include "engine/log/merkle.hpp"
#include "tests/support/dropping_file_system.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::test;

namespace {

const std::string path = "/data/HEAD";
constexpr std::size_t slot_bytes = 56;

Head head_of(std::uint64_t size) {
    Sha256 sha256;
    return {.size = size, .root = leaf_hash(sha256, big_endian_key(size))};
}

/// A disk with a HEAD that said each of `sizes`, synced one after another.
struct Disk {
    DroppingFileSystem files;

    explicit Disk(const std::vector<std::uint64_t>& sizes) {
        REQUIRE(files.create_directory("/data").has_value());
        REQUIRE(files.sync_directory("/").has_value());
        auto head = HeadFile::open(files, path, std::nullopt).value();
        for (const std::uint64_t size : sizes) {
            REQUIRE(head.write(head_of(size)).has_value());
            REQUIRE(head.sync().has_value());
        }
    }
    HeadReading read() { return HeadFile::read(files, path).value(); }
    Error error() { return HeadFile::read(files, path).error(); }
    void damage(std::uint64_t offset, std::string_view bytes) {
        auto file = files.open(path, OpenMode::read_write).value();
        REQUIRE(file->write_at(offset, bytes).has_value());
    }
    std::string slot(std::uint64_t place) {
        auto file = files.open(path, OpenMode::read).value();
        std::string bytes(slot_bytes, '\0');
        REQUIRE(file->read_at(place * head_slot_stride, bytes).has_value());
        return bytes;
    }
};

}  // namespace

TEST_CASE("a slot has the bytes that the format says") {
    const std::string slot = encode_head_slot(0x0102, {.size = 0x0304, .root = empty_tree_hash()});
    REQUIRE(slot.size() == slot_bytes);
    CHECK(slot.substr(0, 4) == "NHD1");
    CHECK(slot.substr(4, 8) == std::string_view{"\0\0\0\0\0\0\1\2", 8});
    CHECK(slot.substr(12, 8) == std::string_view{"\0\0\0\0\0\0\3\4", 8});
    CHECK(slot.substr(20, 32) == as_view(empty_tree_hash()));
}

TEST_CASE("a new HEAD says that the log is empty, durably, before anything is committed") {
    Disk disk{{}};
    disk.files.crash(1);
    const HeadReading reading = disk.read();
    CHECK(reading.head == Head{.size = 0, .root = empty_tree_hash()});
    CHECK(reading.sequence == 1);
    CHECK(reading.warning == "");
}

TEST_CASE("the last head written is read, and synced heads take turns in the slots") {
    Disk disk{{10}};
    CHECK(disk.read().head == head_of(10));
    auto head = HeadFile::open(disk.files, path, disk.read()).value();
    CHECK(head.written() == head_of(10));
    REQUIRE(head.write(head_of(11)).has_value());
    REQUIRE(head.write(head_of(12)).has_value());
    CHECK(head.written() == head_of(12));
    CHECK(head.synced() == head_of(10));
    CHECK(disk.slot(1) == encode_head_slot(2, head_of(10)));
    CHECK(disk.slot(0) == encode_head_slot(3, head_of(12)));
    REQUIRE(head.sync().has_value());
    CHECK(head.synced() == head_of(12));
    CHECK(disk.read().head == head_of(12));
    CHECK(disk.read().warning == "");
}

TEST_CASE("no power cut takes a synced head, or makes one up") {
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        Disk disk{{10, 20}};
        auto head = HeadFile::open(disk.files, path, disk.read()).value();
        for (const std::uint64_t size : {21U, 22U, 23U}) {
            REQUIRE(head.write(head_of(size)).has_value());
            if (seed % 4 == size - 21) REQUIRE(head.sync().has_value());
        }
        const Head promised = head.synced();
        disk.files.crash(seed);
        const HeadReading reading = disk.read();
        CHECK(reading.head.size >= promised.size);
        CHECK(reading.head == head_of(reading.head.size));
        auto again = HeadFile::open(disk.files, path, reading).value();
        REQUIRE(again.write(head_of(30)).has_value());
        REQUIRE(again.sync().has_value());
        CHECK(disk.read().head == head_of(30));
        CHECK(disk.read().warning == "");
    }
}

TEST_CASE("one bad slot is a warning that names it, and the other one counts") {
    for (std::uint64_t byte = 0; byte < slot_bytes; ++byte) {
        Disk disk{{10, 20}};
        std::string newer = disk.slot(0);
        newer[byte] = static_cast<char>(newer[byte] ^ 0x40);
        disk.damage(0, newer);
        CHECK(disk.read().head == head_of(10));
        CHECK(disk.read().warning.find("slot 0") != std::string::npos);
    }
    Disk disk{{10}};
    disk.damage(0, std::string(slot_bytes, '\0'));
    CHECK(disk.read().head == head_of(10));
    CHECK(disk.read().warning.find("slot 0") != std::string::npos);
}

TEST_CASE("a second slot that was written once may not vanish without a warning") {
    Disk disk{{10, 20}};
    disk.damage(head_slot_stride, std::string(slot_bytes, '\0'));
    CHECK(disk.read().head == head_of(20));
    CHECK(disk.read().warning.find("slot 1") != std::string::npos);
}

TEST_CASE("a slot in the other's place is bad, and slots that do not follow each other are") {
    Disk swapped{{10, 20}};
    const std::string first = swapped.slot(0);
    swapped.damage(0, swapped.slot(1));
    swapped.damage(head_slot_stride, first);
    CHECK(swapped.error().code == "head.corrupt");

    Disk stale{{10, 20}};
    stale.damage(head_slot_stride, encode_head_slot(6, head_of(9)));
    CHECK(stale.error().code == "head.corrupt");
    CHECK(stale.error().kind == ErrorKind::corrupt);
}

TEST_CASE("no good slot and no file are corruption, each by its own name") {
    Disk disk{{10, 20}};
    disk.damage(0, "x");
    disk.damage(head_slot_stride, "x");
    CHECK(disk.error().code == "head.corrupt");
    REQUIRE(disk.files.remove(path).has_value());
    CHECK(disk.error().code == "head.missing");
    CHECK(disk.error().kind == ErrorKind::corrupt);
}

TEST_CASE("a HEAD that cannot be synced is an error, and is not called synced") {
    Disk disk{{10}};
    auto head = HeadFile::open(disk.files, path, disk.read()).value();
    REQUIRE(head.write(head_of(11)).has_value());
    disk.files.fail_sync(1);
    CHECK_FALSE(head.sync().has_value());
    CHECK(head.synced() == head_of(10));
}

TEST_CASE("a head whose sync failed is written again by the next process, not only synced") {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        CAPTURE(seed);
        Disk disk{{1, 2}};
        {
            auto dying = HeadFile::open(disk.files, path, disk.read()).value();
            REQUIRE(dying.write(head_of(3)).has_value());
            disk.files.fail_sync(1);
            CHECK_FALSE(dying.sync().has_value());
        }
        {
            auto next = HeadFile::open(disk.files, path, disk.read()).value();
            CHECK(next.synced() == head_of(3));
            REQUIRE(next.write(head_of(4)).has_value());
        }
        disk.files.crash(seed);
        CHECK(disk.read().head.size >= 3);
    }
}
