// RocksDB on a disk that loses what was not synced, through the adapter that production uses.
#include "engine/storage/rocksdb_log.hpp"
#include "tests/storage/sample_commits.hpp"
#include "tests/support/dropping_file_system.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::test;

namespace {

const std::string directory = "/data/log";
/// Several pages, and now and then several blocks of the write-ahead log.
constexpr std::uint64_t max_payload_bytes = 20'000;
/// The making of a log takes about a hundred.
constexpr std::uint64_t max_changes = 250;

/// A small write-ahead log, so that flushes and compactions fall among the crashes.
RocksdbLog::Options writing() { return {.create = true, .wal_bytes = 64U << 10U}; }

/// What may be on disk: everything that was acknowledged, and the commit that was under way when
/// the power went, whole or not at all.
struct Expected {
    Rows rows;
    Position end = 0;
    std::optional<Commit> under_way;

    void acknowledge(const Commit& commit) {
        apply_commit(rows, commit);
        end = commit.first + commit.count;
        under_way.reset();
    }
    void check(const EventLog& log) {
        if (under_way && log.end() != end) acknowledge(*under_way);
        under_way.reset();
        CHECK(log.end() == end);
        const Result<Rows> found = all_rows(log);
        REQUIRE(found);
        CHECK(*found == rows);
    }
};

/// Opens and appends until the power fails; how many appends were acknowledged.
int live(DroppingFileSystem& files, Expected& expected, Prng& prng) {
    const auto log = RocksdbLog::open(files, directory, writing());
    if (!log) return 0;
    for (int appended = 0;; ++appended) {
        const Commit commit =
            sample_commit(expected.end, 1 + prng.below(20), prng.below(max_payload_bytes), prng);
        expected.under_way = commit;
        if (!(*log)->append(commit)) return appended;
        expected.acknowledge(commit);
    }
}

}  // namespace

TEST_CASE("what was acknowledged outlives a power cut, and half a commit never appears") {
    int acknowledged = 0;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        CAPTURE(seed);
        Prng prng{seed};
        DroppingFileSystem files;
        Expected expected;
        for (int life = 0; life < 4; ++life) {
            CAPTURE(life);
            files.lose_power_after(1 + prng.below(max_changes));
            acknowledged += live(files, expected, prng);
            files.crash(prng.next());

            const auto log = RocksdbLog::open(files, directory, {.read_only = true});
            if (log) {
                expected.check(**log);
            } else {  // The power failed before the log was made, or while it was.
                CHECK_MESSAGE(log.error().code == "log.not_found", log.error().message);
                CHECK(expected.end == 0);
            }
        }
    }
    CHECK(acknowledged > 1000);
}
