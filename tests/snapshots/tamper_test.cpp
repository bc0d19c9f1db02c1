// One byte of an export is changed: the verifier notices, and says where.
#include "engine/log/export_layout.hpp"
#include "tests/snapshots/sample_log.hpp"
#include "tests/support/dropping_file_system.hpp"
#include "tests/support/test_entropy.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::test;
using verify::Verdict;

namespace {

constexpr int places_per_file = 12;

Folder sample_export(const EventLog& log) {
    DroppingFileSystem files;
    REQUIRE(export_to(log, files, "/export").has_value());
    return read_folder(files, "/export");
}

/// Which item of a bundle the byte at `offset` belongs to; each begins with `header` bytes, the
/// last `length_bytes` of which are the length of what follows.
std::uint64_t item_at(std::string_view bundle, std::size_t offset, std::size_t header,
                      std::size_t length_bytes) {
    std::size_t begin = 0;
    for (std::uint64_t item = 0;; ++item) {
        std::size_t length = 0;
        for (std::size_t i = header - length_bytes; i < header; ++i)
            length = length << 8U | static_cast<std::uint8_t>(bundle[begin + i]);
        begin += header + length;
        if (offset < begin) return item;
    }
}

/// What the verifier has to say about a change of that byte.
verify::Place expected_place(const std::string& path, const std::string& bytes,
                             std::size_t offset) {
    constexpr std::size_t entry_header = 2;
    constexpr std::size_t payload_header = 37;
    if (path.starts_with("tile/entries/")) {
        const auto parsed = parse_tile_path(path.substr(5));
        return {
            .position = parsed->tile.index * tile_width + item_at(bytes, offset, entry_header, 2),
            .file = path};
    }
    if (path.starts_with("payload/")) {
        const auto parsed = parse_tile_path("entries/" + path.substr(8));
        return {
            .position = parsed->tile.index * tile_width + item_at(bytes, offset, payload_header, 4),
            .file = path};
    }
    if (path.starts_with("identity/")) return {.position = 0, .file = path};
    return {.position = {}, .file = path};
}

void check_flip(Folder folder, const std::string& path, std::size_t offset, Prng& prng) {
    CAPTURE(path);
    CAPTURE(offset);
    const std::string original = folder[path];
    const verify::Place expected = expected_place(path, original, offset);
    folder[path][offset] ^= static_cast<char>(1 + prng.below(255));
    for (const bool with_manifest : {true, false}) {
        if (!with_manifest && path == "MANIFEST") continue;
        CAPTURE(with_manifest);
        MemorySource source{folder};
        if (!with_manifest) source.files.erase("MANIFEST");
        const auto report = check(source);
        CAPTURE(report.reason);
        CHECK(report.verdict == Verdict::tampered);
        CHECK(report.file == expected.file);
        CHECK(report.position == expected.position);
        CHECK(report.reason != "");
    }
}

}  // namespace

TEST_CASE("a changed byte of any file is noticed, and named by position or file") {
    const auto ledger = sample_ledger();
    const Folder folder = sample_export(ledger->log());
    MemorySource good{folder};
    REQUIRE(check(good).verdict == Verdict::ok);
    Prng prng{20260116};
    for (const auto& [path, bytes] : folder) {
        check_flip(folder, path, 0, prng);
        check_flip(folder, path, bytes.size() - 1, prng);
        for (int i = 0; i < places_per_file; ++i)
            check_flip(folder, path, prng.below(bytes.size()), prng);
    }
}

TEST_CASE("every byte of one entry and of its neighbours' lengths is watched") {
    const auto ledger = sample_ledger(20);
    const Folder folder = sample_export(ledger->log());
    const std::string path = "tile/entries/000.p/20";
    const std::string& bytes = folder.at(path);
    Prng prng{7};
    for (std::size_t offset = 0; offset < bytes.size(); ++offset)
        if (item_at(bytes, offset, 2, 2) == 10) check_flip(folder, path, offset, prng);
}

TEST_CASE("a file that was removed, cut short or made longer is noticed") {
    const auto ledger = sample_ledger();
    const Folder folder = sample_export(ledger->log());
    for (const auto& [path, bytes] : folder) {
        CAPTURE(path);
        MemorySource source{folder};
        source.files.erase(path);
        if (path != "MANIFEST") CHECK(check(source).verdict != Verdict::ok);
        source.files[path] = bytes.substr(0, bytes.size() - 1);
        CHECK(check(source).verdict == Verdict::tampered);
        CHECK(check(source).file == path);
        source.files[path] = bytes + '\n';
        CHECK(check(source).verdict == Verdict::tampered);
        CHECK(check(source).file == path);
        source.files[path] = "";
        CHECK(check(source).verdict == Verdict::tampered);
        CHECK(check(source).file == path);
    }
}

TEST_CASE("without MANIFEST an export verifies just as well, for the checkpoint says it all") {
    const auto ledger = sample_ledger();
    MemorySource source{sample_export(ledger->log())};
    source.files.erase("MANIFEST");
    CHECK(check(source).verdict == Verdict::ok);
}

TEST_CASE("entries in another order are named at the first of them") {
    const auto ledger = sample_ledger();
    Folder folder = sample_export(ledger->log());
    const std::string path = "tile/entries/001";
    std::vector<std::string> leaves;
    for (const std::string_view leaf : decode_entry_bundle(folder[path]).value())
        leaves.emplace_back(leaf);
    std::swap(leaves[40], leaves[50]);
    folder[path] = encode_entry_bundle(leaves);
    MemorySource source{folder};
    const auto report = check(source);
    CHECK(report.verdict == Verdict::tampered);
    CHECK(report.position == Position{256 + 40});
}

TEST_CASE("a later time in the last entry of a bundle is not blamed on the next bundle") {
    const auto ledger = sample_ledger();
    Folder folder = sample_export(ledger->log());
    const std::string path = "tile/entries/000";
    std::vector<std::string> leaves;
    for (const std::string_view leaf : decode_entry_bundle(folder[path]).value())
        leaves.emplace_back(leaf);
    constexpr std::size_t high_byte_of_recorded_at = 18;
    leaves[255][high_byte_of_recorded_at] = '\x7f';
    folder[path] = encode_entry_bundle(leaves);
    MemorySource source{folder};
    const auto report = check(source);
    CHECK(report.verdict == Verdict::tampered);
    CHECK(report.position == Position{255});
    CHECK(report.file == path);
}

TEST_CASE("a deleted tail is noticed however it is cut") {
    const auto ledger = sample_ledger();
    const Folder folder = sample_export(ledger->log());
    const auto shorter = sample_ledger(500);
    const Folder other = sample_export(shorter->log());
    MemorySource lost_bundle{folder};
    lost_bundle.files.erase("tile/entries/002.p/88");
    CHECK(check(lost_bundle).position == Position{512});

    MemorySource lost_entry{folder};
    std::string& bundle = lost_entry.files["tile/entries/002.p/88"];
    bundle.resize(bundle.size() - 200);
    CHECK(check(lost_entry).position == Position{599});

    // The tree of a shorter log under the checkpoint of a longer one.
    MemorySource grafted{other};
    grafted.files["checkpoint"] = folder.at("checkpoint");
    CHECK(check(grafted).verdict == Verdict::tampered);
}

TEST_CASE("an entry over 64 KiB is refused where it stands") {
    const auto ledger = sample_ledger(20);
    Folder folder = sample_export(ledger->log());
    const std::string path = "tile/entries/000.p/20";
    const auto leaves = decode_entry_bundle(folder[path]).value();
    std::string bundle;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        std::string leaf{leaves[i]};
        if (i == 11) leaf.append(70'000, 'x');
        put_big_endian(bundle, static_cast<std::uint16_t>(leaf.size()));
        bundle += leaf;
    }
    folder[path] = bundle;
    MemorySource source{folder};
    CHECK(check(source).verdict == Verdict::tampered);
    CHECK(check(source).position == Position{11});
}

TEST_CASE("entry and tile changed alike are found by the tile above, then by the root") {
    const auto ledger = sample_ledger();
    Folder folder = sample_export(ledger->log());
    const auto fork = sample_ledger(sample_size, 1, 300);
    const Folder forked = sample_export(fork->log());
    for (const std::string path : {"tile/entries/001", "tile/0/001", "payload/001"})
        folder[path] = forked.at(path);
    MemorySource source{folder};
    const auto near = check(source);
    CHECK(near.verdict == Verdict::tampered);
    CHECK(near.position == Position{256});
    CHECK(near.reason.find("256 entries") != std::string::npos);

    for (const auto& [path, bytes] : forked)
        if (path != "checkpoint") source.files[path] = bytes;
    const auto far = check(source);
    CHECK(far.verdict == Verdict::tampered);
    CHECK(far.file == "checkpoint");
    CHECK_FALSE(far.position.has_value());
}
