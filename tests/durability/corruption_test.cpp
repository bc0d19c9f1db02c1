// Bytes of a data folder that changed: refused with the file's name, or an error where they are
// read; never a shorter history, and never another one. Each damaged folder has a twin without the
// damage, which must open in full.
#include "tests/durability/sample_folder.hpp"
#include "tests/durability/table_sections.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <set>

using namespace ledger;
using namespace ledger::test;

namespace {

constexpr std::uint64_t head_slot_bytes = 56;
/// Each sample is the untouched twin of all its damaged copies, and was opened in full; of so many
/// that were refused, one is repaired and opened, too.
constexpr int refusals_per_twin = 4;
constexpr std::uint64_t commands_in_tables = 250;
constexpr std::uint64_t commands_in_log = 150;

/// `LEDGER_LONG` asks for ten times as many.
std::uint64_t random_places() {
    constexpr std::uint64_t places = 120;  // Of each folder.
    return std::getenv("LEDGER_LONG") == nullptr ? places : 10 * places;
}

std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

/// What a file of the log is to RocksDB or to us.
enum class FileKind { write_ahead_log, table, manifest, current, head, manifest_end, sealed, idle };

FileKind kind_of(const std::string& path) {
    const std::string name = name_of(path);
    if (name.ends_with(".log")) return FileKind::write_ahead_log;
    if (name.ends_with(".sst")) return FileKind::table;
    if (name.starts_with("MANIFEST-")) return FileKind::manifest;
    if (name.starts_with("END-")) return FileKind::manifest_end;
    if (name == "CURRENT") return FileKind::current;
    if (name == "HEAD") return FileKind::head;
    if (name == "FORMAT" || name.ends_with(".key")) return FileKind::sealed;
    return FileKind::idle;  // LOCK, IDENTITY, OPTIONS: no history rests on them.
}

/// A folder, and what it must say when nothing is wrong with it.
struct Sample {
    FolderImage image;
    LogRows rows;

    explicit Sample(const FolderImage& written) : image{written} {
        FolderOnDisk disk{image};
        const auto verified = disk.verify();
        REQUIRE_MESSAGE(verified.has_value(), verified.error().message);
        const auto ledger = disk.open();
        REQUIRE_MESSAGE(ledger.has_value(), ledger.error().message);
        rows = rows_of(*ledger->log).value();
    }
    std::vector<std::string> paths_of(FileKind kind) const {
        std::vector<std::string> paths;
        for (const auto& [path, stored] : image)
            if (kind_of(path) == kind && !stored.bytes.empty()) paths.push_back(path);
        return paths;
    }
    const std::string& bytes(const std::string& path) const { return image.at(path).bytes; }
};

Sample all_in_the_write_ahead_log() {
    Prng prng{1};
    FolderOnDisk disk;
    {
        auto ledger = disk.open();
        REQUIRE(ledger.has_value());
        write_history(*ledger, commands_in_log, prng);
    }
    return Sample{disk.image()};
}

/// Two generations of tables, with commits in the write-ahead log on top.
Sample tables_and_a_write_ahead_log() {
    Prng prng{2};
    FolderOnDisk disk;
    for (const std::uint64_t commands : {commands_in_tables, commands_in_tables, commands_in_log}) {
        auto ledger = disk.open();
        REQUIRE(ledger.has_value());
        write_history(*ledger, commands, prng);
    }
    return Sample{disk.image()};
}

Sample all_in_tables() {
    Prng prng{3};
    FolderOnDisk disk;
    for (const std::uint64_t commands : {commands_in_tables, std::uint64_t{0}}) {
        auto ledger = disk.open();
        REQUIRE(ledger.has_value());
        write_history(*ledger, commands, prng);
    }
    return Sample{disk.image()};
}

/// How many damaged folders ended how.
struct Tally {
    int refused = 0;
    int found_when_read = 0;
    int found_by_verify_only = 0;
    int without_effect = 0;

    int all() const { return refused + found_when_read + found_by_verify_only + without_effect; }
};

/// Damages one file of a sample at a time, and holds what comes of it against the sample.
class Campaign {
public:
    explicit Campaign(const Sample& sample) : sample_{sample} {}

    void flip(const std::string& path, std::uint64_t offset, unsigned bit) {
        CAPTURE(offset);
        CAPTURE(bit);
        std::string bytes = sample_.bytes(path);
        bytes[offset] = static_cast<char>(static_cast<unsigned char>(bytes[offset]) ^ (1U << bit));
        put(path, std::move(bytes));
    }
    void cut(const std::string& path, std::uint64_t size) {
        CAPTURE(size);
        put(path, sample_.bytes(path).substr(0, size));
    }
    void remove(const std::string& path) { put(path, std::nullopt); }
    /// Nothing: the file is gone.
    void put(const std::string& path, std::optional<std::string> bytes);

    const Tally& tally() const { return tally_; }
    /// Of the last one.
    bool was_refused() const { return was_refused_; }

private:
    void check_put_back(FolderOnDisk& disk, const std::string& path) const;
    bool is_named(const std::string& path, const std::string& said) const;

    const Sample& sample_;
    Tally tally_;
    bool was_refused_ = false;
};

/// HEAD cannot know which file it was that lost commits at its end.
bool Campaign::is_named(const std::string& path, const std::string& said) const {
    if (said.find(name_of(path)) != said.npos) return true;
    return kind_of(path) == FileKind::write_ahead_log && said.find("HEAD") != said.npos;
}

/// A refusal keeps the evidence: with the file as it was, all of it is there.
void Campaign::check_put_back(FolderOnDisk& disk, const std::string& path) const {
    FolderImage image = disk.image();
    image[path] = sample_.image.at(path);
    FolderOnDisk twin{image};
    const auto ledger = twin.open();
    REQUIRE_MESSAGE(ledger.has_value(), ledger.error().message);
    CHECK(rows_of(*ledger->log) == sample_.rows);
}

void Campaign::put(const std::string& path, std::optional<std::string> bytes) {
    CAPTURE(path);
    FolderImage damaged = sample_.image;
    if (bytes) {
        damaged[path].bytes = *std::move(bytes);
    } else {
        damaged.erase(path);
    }
    FolderOnDisk disk{damaged};
    const auto verified = disk.verify();
    if (!verified) {
        CHECK_MESSAGE(verified.error().kind == ErrorKind::corrupt, verified.error().message);
        CHECK_MESSAGE(is_named(path, verified.error().message + disk.warnings()),
                      verified.error().message);
    }
    const auto ledger = disk.open();
    was_refused_ = !ledger;
    if (!ledger) {
        if (++tally_.refused % refusals_per_twin == 1) check_put_back(disk, path);
        CHECK_MESSAGE(ledger.error().kind == ErrorKind::corrupt, ledger.error().message);
        CHECK_MESSAGE(is_named(path, ledger.error().message + disk.warnings()),
                      ledger.error().message);
        CHECK_MESSAGE(!verified, "a start refuses what verify finds good");
        return;
    }
    const auto rows = rows_of(*ledger->log);
    if (!rows) {
        ++tally_.found_when_read;
        CHECK_MESSAGE(is_named(path, rows.error().message), rows.error().message);
        CHECK(!verified);
        const auto scrubbed = ledger->log->verify_checksums();
        REQUIRE(!scrubbed);
        CHECK_MESSAGE(is_named(path, scrubbed.error().message), scrubbed.error().message);
        return;
    }
    CHECK_MESSAGE(*rows == sample_.rows, "another history");
    verified ? ++tally_.without_effect : ++tally_.found_by_verify_only;
}

void flip_places(Campaign& campaign, const std::string& path, const Section& section,
                 std::uint64_t places, Prng& prng) {
    CAPTURE(section.name);
    for (std::uint64_t i = 0; i < places; ++i)
        campaign.flip(path, section.from + prng.below(section.until - section.from),
                      static_cast<unsigned>(prng.below(8)));
}

/// Where the records of a write-ahead log or MANIFEST begin, without those that go on in a next
/// block; RocksDB's format: CRC 4, length 2, type 1.
std::vector<Section> records_of(std::string_view log) {
    constexpr std::uint64_t block_bytes = 32U << 10U;
    constexpr std::uint64_t record_header_bytes = 7;
    std::vector<Section> records;
    for (std::uint64_t at = 0; at + record_header_bytes < log.size();) {
        if (block_bytes - at % block_bytes < record_header_bytes)
            at += block_bytes - at % block_bytes;
        const auto length =
            static_cast<std::uint64_t>(static_cast<unsigned char>(log[at + 4]) |
                                       static_cast<unsigned char>(log[at + 5]) << 8U);
        records.push_back(
            {.name = "record", .from = at, .until = at + record_header_bytes + length});
        at = records.back().until;
    }
    return records;
}

/// Every byte of the header of the first, a middle and the last record, and places in their bodies.
void flip_records(Campaign& campaign, const Sample& sample, FileKind kind) {
    constexpr std::uint64_t record_header_bytes = 7;
    Prng prng{11};
    for (const std::string& path : sample.paths_of(kind)) {
        const std::vector<Section> records = records_of(sample.bytes(path));
        REQUIRE(records.size() > 3);
        for (const std::size_t which : {std::size_t{0}, records.size() / 2, records.size() - 1}) {
            const Section& record = records[which];
            for (std::uint64_t i = 0; i < record_header_bytes; ++i) {
                campaign.flip(path, record.from + i, static_cast<unsigned>(prng.below(8)));
                CHECK(campaign.was_refused());
            }
            for (int i = 0; i < 4; ++i) {
                const std::uint64_t body = record.from + record_header_bytes;
                campaign.flip(path, body + prng.below(record.until - body),
                              static_cast<unsigned>(prng.below(8)));
                CHECK(campaign.was_refused());
            }
        }
    }
}

}  // namespace

TEST_CASE("a flipped bit of the write-ahead log is refused, in its very last record as well") {
    const Sample fresh = all_in_the_write_ahead_log();
    Campaign first{fresh};
    flip_records(first, fresh, FileKind::write_ahead_log);
    const Sample mixed = tables_and_a_write_ahead_log();
    Campaign second{mixed};
    flip_records(second, mixed, FileKind::write_ahead_log);
    CHECK(first.tally().refused + second.tally().refused == 2 * 3 * 11);
}

TEST_CASE("a flipped bit of MANIFEST is refused, in its very last record as well") {
    for (const Sample& sample : {all_in_tables(), tables_and_a_write_ahead_log()}) {
        Campaign campaign{sample};
        flip_records(campaign, sample, FileKind::manifest);
        CHECK(campaign.tally().refused == 3 * 11);
    }
}

TEST_CASE("a flipped bit in any part of a table file is an error there, and found by verify") {
    const Sample sample = tables_and_a_write_ahead_log();
    Campaign campaign{sample};
    Prng prng{12};
    std::set<std::string> seen;
    for (const std::string& path : sample.paths_of(FileKind::table)) {
        for (const Section& section : table_sections(sample.bytes(path))) {
            seen.insert(section.name);
            flip_places(campaign, path, section, section.name == "data" ? 4 : 2, prng);
        }
    }
    CHECK(seen ==
          std::set<std::string>{"data", "filter", "properties", "metaindex", "index", "footer"});
    CHECK(campaign.tally().without_effect == 0);
    CHECK(campaign.tally().refused > 50);
    CHECK(campaign.tally().found_when_read > 20);
    MESSAGE(campaign.tally().all() << " places in table files");
}

TEST_CASE("all of CURRENT, FORMAT and the keys counts") {
    const Sample sample = all_in_tables();
    Campaign campaign{sample};
    Prng prng{13};
    for (const FileKind kind : {FileKind::current, FileKind::sealed}) {
        for (const std::string& path : sample.paths_of(kind)) {
            for (std::uint64_t offset = 0; offset < sample.bytes(path).size(); offset += 3) {
                campaign.flip(path, offset, static_cast<unsigned>(prng.below(8)));
                CHECK(campaign.was_refused());
            }
        }
    }
    CHECK(campaign.tally().refused > 30);
}

// Magic, sequence, size, root, CRC: first byte and last.
constexpr std::array<std::uint64_t, 10> bytes_of_each_field{0, 3, 4, 11, 12, 19, 20, 51, 52, 55};

TEST_CASE("either slot of HEAD, or of the end of MANIFEST, may be bad, but not both") {
    const Sample sample = all_in_tables();
    Campaign campaign{sample};
    Prng prng{14};
    for (const FileKind kind : {FileKind::head, FileKind::manifest_end}) {
        for (const std::string& path : sample.paths_of(kind)) {
            const std::string& whole = sample.bytes(path);
            REQUIRE(whole.size() == head_slot_stride + head_slot_bytes);
            for (const std::uint64_t i : bytes_of_each_field) {
                const auto bit = static_cast<unsigned>(prng.below(8));
                campaign.flip(path, i, bit);
                CHECK(!campaign.was_refused());
                campaign.flip(path, head_slot_stride + i, bit);
                CHECK(!campaign.was_refused());
                std::string both = whole;
                both[i] = static_cast<char>(~both[i]);
                both[head_slot_stride + prng.below(head_slot_bytes)] ^= 1;
                campaign.put(path, both);
                CHECK(campaign.was_refused());
            }
        }
    }
}

TEST_CASE("a file that is cut off or gone is refused, wherever it was cut") {
    Prng prng{15};
    for (const Sample& sample : {all_in_the_write_ahead_log(), tables_and_a_write_ahead_log()}) {
        Campaign campaign{sample};
        for (const auto& [path, stored] : sample.image) {
            const FileKind kind = kind_of(path);
            if (kind == FileKind::idle || stored.bytes.empty()) continue;
            const std::uint64_t size = stored.bytes.size();
            std::set<std::uint64_t> sizes{0, size / 2, size - 1,
                                          size - std::min(size, std::uint64_t{7})};
            for (int i = 0; i < 4; ++i) sizes.insert(prng.below(size));
            for (const Section& record : records_of(
                     kind == FileKind::write_ahead_log ? std::string_view{stored.bytes} : ""))
                if (prng.chance(20)) sizes.insert(record.from);
            const bool has_slots = kind == FileKind::head || kind == FileKind::manifest_end;
            for (const std::uint64_t cut : sizes) {
                campaign.cut(path, cut);
                CHECK(campaign.was_refused() == (!has_slots || cut < head_slot_bytes));
            }
            campaign.remove(path);
            CHECK(campaign.was_refused() == (kind != FileKind::manifest_end));
        }
        CHECK(campaign.tally().refused > 50);
    }
}

TEST_CASE("a flipped bit at any place of the folder never gives another history") {
    Tally all;
    std::uint64_t seed = 16;
    for (const Sample& sample :
         {all_in_the_write_ahead_log(), all_in_tables(), tables_and_a_write_ahead_log()}) {
        Campaign campaign{sample};
        std::uint64_t bytes = 0;
        for (const auto& [path, stored] : sample.image)
            if (kind_of(path) != FileKind::idle) bytes += stored.bytes.size();
        Prng prng{seed++};
        for (std::uint64_t i = 0; i < random_places(); ++i) {
            std::uint64_t at = prng.below(bytes);
            for (const auto& [path, stored] : sample.image) {
                if (kind_of(path) == FileKind::idle) continue;
                if (at < stored.bytes.size()) {
                    campaign.flip(path, at, static_cast<unsigned>(prng.below(8)));
                    break;
                }
                at -= stored.bytes.size();
            }
        }
        all.refused += campaign.tally().refused;
        all.found_when_read += campaign.tally().found_when_read;
        all.found_by_verify_only += campaign.tally().found_by_verify_only;
        all.without_effect += campaign.tally().without_effect;
    }
    CHECK(static_cast<std::uint64_t>(all.all()) == 3 * random_places());
    CHECK(all.refused + all.found_when_read > all.all() * 9 / 10);
    MESSAGE(all.refused << " refused, " << all.found_when_read << " found when read, "
                        << all.found_by_verify_only << " by verify only, " << all.without_effect
                        << " between the slots of HEAD");
}

TEST_CASE("what RocksDB keeps for itself carries no history") {
    const Sample sample = all_in_tables();
    Campaign campaign{sample};
    Prng prng{19};
    for (const auto& [path, stored] : sample.image) {
        if (kind_of(path) != FileKind::idle || stored.bytes.empty()) continue;
        for (int i = 0; i < 5; ++i) {
            campaign.flip(path, prng.below(stored.bytes.size()), 0);
            CHECK(!campaign.was_refused());
        }
    }
    CHECK(campaign.tally().without_effect >= 10);
}
