// Opening, closing and failing: what only a log on a disk can do.
#include "engine/storage/rocksdb_log.hpp"

#include "engine/kernel/bytes.hpp"
#include "tests/storage/sample_commits.hpp"
#include "tests/support/dropping_file_system.hpp"

#include <doctest/doctest.h>

#include <thread>

using namespace ledger;
using namespace ledger::test;

namespace {

const std::string directory = "/data/log";

std::unique_ptr<RocksdbLog> open_or_die(FileSystem& files, RocksdbLog::Options options) {
    Result<std::unique_ptr<RocksdbLog>> log = RocksdbLog::open(files, directory, options);
    REQUIRE_MESSAGE(log, log.error().message);
    return *std::move(log);
}

std::string code_of_open(FileSystem& files, RocksdbLog::Options options) {
    const auto log = RocksdbLog::open(files, directory, options);
    return log ? "" : log.error().code;
}

/// Appends `count` commits; what the log holds then.
Rows append_some(EventLog& log, int count, Prng& prng) {
    for (int i = 0; i < count; ++i)
        REQUIRE(log.append(sample_commit(log.end(), 1 + prng.below(9), 2000, prng)));
    return *all_rows(log);
}

/// Every file of the log, with its bytes.
std::map<std::string, std::string> contents(FileSystem& files) {
    std::map<std::string, std::string> found;
    for (const std::string& name : *files.list(directory))
        found[name] = *read_file(files, directory + '/' + name, std::uint64_t{1} << 30U);
    return found;
}

}  // namespace

TEST_CASE("a log is what it was when it is opened again") {
    DroppingFileSystem files;
    Prng prng{1};
    Rows rows;
    for (int opening = 0; opening < 4; ++opening) {
        const auto log = open_or_die(files, {.create = true});
        CHECK(*all_rows(*log) == rows);
        const Position end = log->end();
        rows = append_some(*log, 5, prng);
        CHECK(log->end() > end);
    }
    const auto log = open_or_die(files, {});
    CHECK(*all_rows(*log) == rows);
    CHECK(log->verify_checksums());
    CHECK(append_some(*log, 1, prng).size() > rows.size());
}

TEST_CASE("answers past their time go with a compaction, and no others do") {
    DroppingFileSystem files;
    const RocksdbLog::Options options{
        .create = true, .is_expired_answer = [](std::string_view value) { return value == "old"; }};
    // Each opening makes a table file of what the one before wrote; enough of them are compacted.
    constexpr int openings = 8;
    for (int opening = 0; opening < openings; ++opening) {
        const auto log = open_or_die(files, options);
        const std::string number = std::to_string(opening);
        REQUIRE(log->append({.first = log->end(),
                             .count = 0,
                             .rows = {{Family::idempotency, "a" + number, "old"},
                                      {Family::idempotency, "b" + number, "new"},
                                      {Family::unique, "c" + number, "old"}}}));
    }
    const auto log = open_or_die(files, options);
    const auto is_gone = [&] { return !*log->get(Family::idempotency, "a0"); };
    constexpr int max_looks = 20'000'000;  // Some tens of seconds; a compaction takes milliseconds.
    for (int looks = 0; looks < max_looks && !is_gone(); ++looks) std::this_thread::yield();
    CHECK(is_gone());
    for (int opening = 0; opening < openings; ++opening) {
        const std::string number = std::to_string(opening);
        CHECK(*log->get(Family::idempotency, "b" + number) == "new");
        CHECK(*log->get(Family::unique, "c" + number) == "old");
    }
}

TEST_CASE("there is no log until one is made") {
    DroppingFileSystem files;
    CHECK(code_of_open(files, {}) == "log.not_found");
    CHECK(code_of_open(files, {.read_only = true, .create = true}) == "log.not_found");
    CHECK(!files.info("/data"));
    CHECK(code_of_open(files, {.create = true}) == "");
    CHECK(code_of_open(files, {}) == "");
}

TEST_CASE("a log whose making was cut short is no log, and is made in its place") {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        CAPTURE(seed);
        DroppingFileSystem files;
        files.lose_power_after(1 + 2 * seed);
        const bool made = RocksdbLog::open(files, directory, {.create = true}).has_value();
        files.crash(seed);
        const std::string code = code_of_open(files, {.read_only = true});
        CHECK((code == "log.not_found" || code == ""));
        CHECK((!made || code == ""));
        CHECK(code_of_open(files, {.create = true}) == "");
    }
}

TEST_CASE("opening read-only changes nothing") {
    DroppingFileSystem files;
    Prng prng{2};
    const Rows rows = append_some(*open_or_die(files, {.create = true}), 20, prng);
    for (const bool torn : {false, true}) {
        CAPTURE(torn);
        if (torn) {
            const auto file = *files.open(directory + "/000004.log", OpenMode::read_write);
            REQUIRE(file->truncate(*file->size() - 37));
        }
        const auto before = contents(files);
        const std::uint64_t changes = files.changes();
        {
            const auto log = open_or_die(files, {.read_only = true});
            CHECK((*all_rows(*log) == rows) == !torn);
            CHECK(log->verify_checksums());
            CHECK(!log->append(sample_commit(log->end(), 1, 10, prng)));
        }
        CHECK(files.changes() == changes);
        CHECK(contents(files) == before);
    }
}

TEST_CASE("a log has one writer") {
    DroppingFileSystem files;
    const auto log = open_or_die(files, {.create = true});
    CHECK(code_of_open(files, {}) == "log.locked");
    CHECK(code_of_open(files, {.read_only = true}) == "");
}

TEST_CASE("a log that lost its CURRENT is refused, not begun anew") {
    DroppingFileSystem files;
    Prng prng{3};
    append_some(*open_or_die(files, {.create = true}), 3, prng);
    const auto before = contents(files);
    REQUIRE(files.remove(directory + "/CURRENT"));
    CHECK(code_of_open(files, {.read_only = true}) == "log.corrupt");
    CHECK(code_of_open(files, {.create = true}) == "log.corrupt");
    for (const auto& [name, bytes] : contents(files)) CHECK(before.at(name) == bytes);
}

TEST_CASE("a log that lost any other file is refused") {
    Prng prng{4};
    DroppingFileSystem files;
    append_some(*open_or_die(files, {.create = true}), 30, prng);
    open_or_die(files, {});  // Moves everything into table files.
    int refused = 0;
    for (const std::string& name : *files.list(directory)) {
        if (!name.starts_with("MANIFEST") && !name.ends_with(".sst")) continue;
        CAPTURE(name);
        const std::string path = directory + '/' + name;
        const std::string bytes = *read_file(files, path, 1U << 30U);
        REQUIRE(files.remove(path));
        const auto log = RocksdbLog::open(files, directory, {.read_only = true});
        REQUIRE(!log);
        CHECK(log.error().kind == ErrorKind::corrupt);
        CHECK_MESSAGE(log.error().message.find(name.substr(0, name.find('.'))) != std::string::npos,
                      log.error().message);
        REQUIRE(replace_file(files, path, bytes));
        ++refused;
    }
    CHECK(refused > 2);
    CHECK(code_of_open(files, {.read_only = true}) == "");
}

TEST_CASE("a full disk is an error, and the log stays stopped when there is room again") {
    DroppingFileSystem files;
    Prng prng{5};
    Rows rows;
    {
        const auto log = open_or_die(files, {.create = true});
        rows = append_some(*log, 3, prng);
        files.limit_space(1000);
        const Result<void> full = log->append(sample_commit(log->end(), 1, 2000, prng));
        REQUIRE(!full);
        CHECK(full.error().kind == ErrorKind::insufficient_storage);
        CHECK(*all_rows(*log) == rows);  // What is there can still be read.
        files.limit_space(std::uint64_t{1} << 30U);
        CHECK(!log->append(sample_commit(log->end(), 1, 10, prng)));
    }
    const auto log = open_or_die(files, {});
    CHECK(*all_rows(*log) == rows);
    CHECK(log->append(sample_commit(log->end(), 1, 10, prng)));
}

TEST_CASE("after a sync that failed, in a commit or behind it, the log takes nothing more") {
    for (std::uint64_t nth = 1; nth <= 40; ++nth) {
        CAPTURE(nth);
        DroppingFileSystem files;
        Prng prng{nth};
        Rows acknowledged;
        std::optional<Commit> failed;
        {
            // A small write-ahead log: some of these syncs are those of flushes in the background.
            const auto log = open_or_die(files, {.create = true, .wal_bytes = 64U << 10U});
            files.fail_sync(nth);
            while (!failed) {
                const Commit commit = sample_commit(log->end(), 3, 20'000, prng);
                if (log->append(commit)) {
                    apply_commit(acknowledged, commit);
                } else {
                    failed = commit;
                }
            }
            CHECK(!log->append(*failed));
        }
        files.crash(nth);
        const Rows found = *all_rows(*open_or_die(files, {}));
        Rows with_failed = acknowledged;
        apply_commit(with_failed, *failed);
        CHECK((found == acknowledged || found == with_failed));
    }
}

TEST_CASE("a table that cannot be read is an error, never a history without it") {
    DroppingFileSystem files;
    Prng prng{8};
    append_some(*open_or_die(files, {.create = true}), 5, prng);
    append_some(*open_or_die(files, {}), 5, prng);
    const auto log = open_or_die(files, {});  // What was in the write-ahead log is a new table now.
    const Commit next = sample_commit(log->end(), 1, 100, prng);
    files.refuse_reads();

    const Result<Rows> found = all_rows(*log);
    CHECK_MESSAGE(!found, found->size() << " rows of it were found all the same");
    CHECK_MESSAGE(!log->last_at_or_before(Family::frames, big_endian_key(0)), "it was found");
    CHECK_MESSAGE(!log->append(next), "nothing is built upon what cannot be read");
}
