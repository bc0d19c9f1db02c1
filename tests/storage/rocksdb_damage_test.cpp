// Bytes that changed on disk: refused with the file's name, never a shorter or another history.
#include "engine/kernel/assert.hpp"
#include "engine/log/head.hpp"
#include "engine/storage/crc32c.hpp"
#include "engine/storage/recovery_check.hpp"
#include "engine/storage/rocksdb_log.hpp"
#include "tests/storage/sample_commits.hpp"
#include "tests/support/dropping_file_system.hpp"
#include "tests/support/property.hpp"
#include "tests/support/rocksdb_background.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::test;

namespace {

const std::string directory = "/log";
constexpr std::uint64_t no_limit = std::uint64_t{1} << 30U;

/// A log and the commits that it was given.
struct Written {
    DroppingFileSystem files;
    std::vector<Commit> history;

    Written(int commits, std::size_t payload_bytes) {
        Prng prng{7};
        const auto log = *RocksdbLog::open(files, directory, {.create = true});
        for (int i = 0; i < commits; ++i) {
            const Commit commit = sample_commit(log->end(), 1, payload_bytes, prng);
            REQUIRE(log->append(commit));
            history.push_back(commit);
        }
    }

    Rows rows_after(std::size_t commits) const {
        Rows rows;
        for (std::size_t i = 0; i < commits; ++i) apply_commit(rows, history[i]);
        return rows;
    }

    std::string only(std::string_view extension) const {
        for (const std::string& name : *files.list(directory))
            if (name.ends_with(extension)) return directory + '/' + name;
        return {};
    }
    std::string manifest() const {
        for (const std::string& name : *files.list(directory))
            if (name.starts_with("MANIFEST-")) return directory + '/' + name;
        return {};
    }
    Result<Rows> read(RocksdbLog::Options options = {.read_only = true}) {
        TRY(log, RocksdbLog::open(files, directory, options));
        return all_rows(*log);
    }
    /// How many commits are there; nothing when the log was refused.
    std::optional<std::size_t> commits(RocksdbLog::Options options = {.read_only = true}) {
        const auto log = RocksdbLog::open(files, directory, options);
        if (!log) return std::nullopt;
        const std::size_t count = (*log)->end();  // Of one event each.
        CHECK_MESSAGE(*all_rows(**log) == rows_after(count), "a history that never was");
        return count;
    }
};

/// Changes a file for as long as it lives.
class Damage {
public:
    Damage(FileSystem& files, std::string path)
        : files_{files}, path_{std::move(path)}, original_{*read_file(files, path_, no_limit)} {}
    Damage(const Damage&) = delete;
    Damage& operator=(const Damage&) = delete;
    ~Damage() { write(original_); }

    void flip(std::size_t offset, unsigned bit = 0) {
        std::string bytes = original_;
        bytes[offset] = static_cast<char>(static_cast<unsigned char>(bytes[offset]) ^ (1U << bit));
        write(bytes);
    }
    void zero(std::size_t from, std::size_t until) {
        write(std::string{original_}.replace(from, until - from, until - from, '\0'));
    }
    void truncate(std::size_t size) { write(original_.substr(0, size)); }
    std::size_t size() const { return original_.size(); }

private:
    void write(std::string_view bytes) {
        const auto file = *files_.open(path_, OpenMode::truncate);
        LEDGER_ASSERT(file->append(bytes));
    }

    FileSystem& files_;
    std::string path_;
    std::string original_;
};

bool names_file(const Error& error, const std::string& path) {
    return error.kind == ErrorKind::corrupt && error.message.find(path) != std::string::npos;
}

}  // namespace

TEST_CASE("one byte flipped in the middle of the write-ahead log refuses the log") {
    Written written{5000, 200};
    Written twin{5000, 200};
    const std::string path = written.only(".log");
    Damage damage{written.files, path};
    damage.flip(damage.size() / 2);

    const Result<Rows> refused = written.read();
    REQUIRE(!refused);
    CHECK(names_file(refused.error(), path));
    CHECK(!written.read({}));  // Nor does opening it for writing get over it.
    CHECK(twin.commits() == 5000);

    // What RocksDB does unless told otherwise: opens, with half of what was acknowledged.
    const auto recovered = written.commits({.point_in_time_recovery = true});
    REQUIRE(recovered);
    CHECK(*recovered > 2000);
    CHECK(*recovered < 3000);
}

TEST_CASE("a torn tail costs the last commit only") {
    Written written{50, 3000};
    Damage damage{written.files, written.only(".log")};
    damage.truncate(damage.size() - 37);
    CHECK(written.commits() == 49);

    std::vector<std::string> warnings;
    const auto warn = [&](std::string_view text) { warnings.emplace_back(text); };
    CHECK(written.commits({.warn = warn}) == 49);
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].find("torn") != std::string::npos);
}

TEST_CASE("a flipped bit anywhere before the last commit is refused, in the last block as well") {
    Written written{60, 300};
    const std::string path = written.only(".log");
    Damage damage{written.files, path};
    const std::size_t commit_bytes = damage.size() / 60;
    Prng prng{1};
    for (int i = 0; i < 300; ++i) {
        const std::size_t offset = prng.below(damage.size() - 2 * commit_bytes);
        CAPTURE(offset);
        damage.flip(offset, static_cast<unsigned>(prng.below(8)));
        const Result<Rows> refused = written.read();
        REQUIRE(!refused);
        CHECK(names_file(refused.error(), path));
    }
    // In the last commit it cannot be told from a torn tail: that is what HEAD is for.
    for (int i = 0; i < 50; ++i) {
        damage.flip(damage.size() - 1 - prng.below(commit_bytes / 2));
        CHECK(written.commits() == 59);
    }
}

TEST_CASE("a page that is missing from the last commit tears it, from an earlier one damages it") {
    constexpr std::size_t page = 4096;
    Written written{3, 200'000};
    const std::string path = written.only(".log");
    Damage damage{written.files, path};
    const std::size_t begin = damage.size() * 2 / 3 + 2 * page;
    for (std::size_t from = begin / page * page; from + page < damage.size(); from += 5 * page) {
        CAPTURE(from);
        damage.zero(from, from + page);
        CHECK(written.commits() == 2);
        damage.zero(from - damage.size() / 3, from - damage.size() / 3 + page);
        CHECK(!written.commits());
    }
}

TEST_CASE("zeros where a whole block of commits was are refused") {
    constexpr std::size_t block = 32U << 10U;
    Written written{1000, 10};
    Damage damage{written.files, written.only(".log")};
    for (std::size_t from = 0; from + 2 * block < damage.size(); from += block) {
        CAPTURE(from);
        damage.zero(from, from + block);
        CHECK(!written.commits());
    }
}

TEST_CASE("an earlier write-ahead log must be whole, its last commit included") {
    Written written{3, 1000};
    const std::string first = written.only(".log");
    // As when memtables were exchanged between two commits.
    const std::string bytes = *read_file(written.files, first, no_limit);
    REQUIRE(replace_file(written.files, directory + "/999999.log", bytes));
    REQUIRE(check_recovery(written.files, directory));
    Damage damage{written.files, first};
    damage.truncate(damage.size() - 37);
    const auto checked = check_recovery(written.files, directory);
    REQUIRE(!checked);
    CHECK(names_file(checked.error(), first));
}

TEST_CASE("any bytes in place of a write-ahead log give an answer") {
    Written written{1, 10};
    const std::string path = written.only(".log");
    const auto property = [&](const std::string& bytes) {
        RC_ASSERT(replace_file(written.files, path, bytes).has_value());
        const auto cuts = check_recovery(written.files, directory);
        RC_ASSERT((cuts || cuts.error().kind == ErrorKind::corrupt));
        // Chance makes no record, so it is all torn, unless there is nothing.
        if (cuts) RC_ASSERT(cuts->size() == (bytes.empty() ? 0U : 1U));
        if (cuts && !cuts->empty()) RC_ASSERT(cuts->front().size == 0U);
    };
    CHECK(holds(property));
}

TEST_CASE("a flipped bit in a table file is an error that names the file, never another answer") {
    Written written{300, 2000};
    {
        REQUIRE(RocksdbLog::open(written.files, directory, {}));
    }  // Moves all into table files.
    const Rows all = written.rows_after(written.history.size());
    CHECK(*written.read() == all);
    Prng prng{2};
    int at_open = 0;
    int at_read = 0;
    for (const std::string& name : *written.files.list(directory)) {
        if (!name.ends_with(".sst")) continue;
        const std::string path = directory + '/' + name;
        Damage damage{written.files, path};
        for (int i = 0; i < 60; ++i) {
            const std::size_t offset = prng.below(damage.size());
            CAPTURE(path);
            CAPTURE(offset);
            damage.flip(offset, static_cast<unsigned>(prng.below(8)));
            const auto log = RocksdbLog::open(written.files, directory, {.read_only = true});
            if (!log) {
                CHECK(log.error().kind == ErrorKind::corrupt);
                ++at_open;
                continue;
            }
            const Result<Rows> rows = all_rows(**log);
            if (!rows) {
                CHECK_MESSAGE(names_file(rows.error(), path), rows.error().message);
                ++at_read;
            } else {
                CHECK(*rows == all);  // The bit was in nothing that a read needs.
            }
            const Result<void> verified = (*log)->verify_checksums();
            REQUIRE(!verified);
            CHECK_MESSAGE(names_file(verified.error(), path), verified.error().message);
        }
    }
    CHECK(at_open > 20);
    CHECK(at_read > 100);
}

TEST_CASE("rot in any of several table files of one level is an error, never a shorter answer") {
    RocksdbBackground background;
    Written written{0, 0};
    Prng prng{11};
    for (int open = 0; open < 13; ++open) {
        const auto log = *RocksdbLog::open(written.files, directory, {});
        for (int i = 0; i < 3; ++i) {
            written.history.push_back(sample_commit(log->end(), 1, 3'000, prng));
            REQUIRE(log->append(written.history.back()));
        }
        while (background.has_compactions()) background.compact();
    }
    const Rows all = written.rows_after(written.history.size());
    CHECK(*written.read() == all);
    int refused = 0;
    for (const std::string& name : *written.files.list(directory)) {
        if (!name.ends_with(".sst")) continue;
        const std::string path = directory + '/' + name;
        CAPTURE(path);
        Damage damage{written.files, path};
        damage.flip(20);  // In its first block.
        const auto rows = written.read();
        if (rows) CHECK(*rows == all);
        if (!rows) ++refused;
    }
    CHECK(refused > 10);
}

TEST_CASE("a flipped bit in CURRENT, or anywhere in MANIFEST, is refused") {
    Written written{30, 2000};
    {
        REQUIRE(RocksdbLog::open(written.files, directory, {}));
    }
    Prng prng{3};
    for (const std::string& path : {directory + "/CURRENT", written.manifest()}) {
        Damage damage{written.files, path};
        for (int i = 0; i < 100; ++i) {
            const std::size_t offset = prng.below(damage.size());
            CAPTURE(path);
            CAPTURE(offset);
            damage.flip(offset, static_cast<unsigned>(prng.below(8)));
            const Result<Rows> refused = written.read();
            REQUIRE(!refused);
            CHECK_MESSAGE(refused.error().kind == ErrorKind::corrupt, refused.error().message);
        }
    }
}

TEST_CASE("a MANIFEST is refused wherever it was cut off, between two of its records as well") {
    Written written{30, 2000};
    {
        REQUIRE(RocksdbLog::open(written.files, directory, {}));
    }
    const Rows all = *written.read();
    const std::string path = written.manifest();
    Damage damage{written.files, path};
    for (std::size_t size = 0; size < damage.size(); ++size) {
        CAPTURE(size);
        damage.truncate(size);
        const Result<Rows> refused = written.read();
        REQUIRE(!refused);
        CHECK_MESSAGE(names_file(refused.error(), path), refused.error().message);
        CHECK(!written.read({.point_in_time_recovery = true}));
    }
    damage.truncate(damage.size());
    CHECK(*written.read() == all);
}

TEST_CASE("what a power cut left behind the synced end of a MANIFEST is cut off") {
    Written written{30, 2000};
    const Rows all = *written.read();
    const std::string path = written.manifest();
    REQUIRE((*written.files.open(path, OpenMode::read_write))->append("a record that was to b"));
    CHECK(*written.read() == all);
    CHECK(*written.read({}) == all);
}

TEST_CASE("the end of a MANIFEST is known by either of its slots, and refused without both") {
    Written written{30, 2000};
    {
        REQUIRE(RocksdbLog::open(written.files, directory, {}));
    }
    const Rows all = *written.read();
    const std::string path = directory + "/END-" + written.manifest().substr(14);
    Damage damage{written.files, path};
    REQUIRE(damage.size() > head_slot_stride);
    for (const std::size_t slot : {std::size_t{0}, std::size_t{head_slot_stride}}) {
        damage.flip(slot + 20);
        CHECK(*written.read() == all);
    }
    damage.zero(0, damage.size());
    const Result<Rows> refused = written.read();
    REQUIRE(!refused);
    CHECK_MESSAGE(names_file(refused.error(), path), refused.error().message);
}

TEST_CASE("CRC-32C of the known vectors") {
    CHECK(crc32c("") == 0);
    CHECK(crc32c("123456789") == 0xe3069283);
    CHECK(crc32c(std::string(32, '\0')) == 0x8a9136aa);
    CHECK(crc32c(std::string(32, '\xff')) == 0x62a8ab43);
}
