// What every EventLog promises, asked of each.
#include "engine/kernel/bytes.hpp"
#include "engine/storage/memory_log.hpp"
#include "engine/storage/rocksdb_log.hpp"
#include "tests/storage/sample_commits.hpp"
#include "tests/support/dropping_file_system.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

#include <thread>

using namespace ledger;
using namespace ledger::test;

namespace {

struct InMemory {
    MemoryLog log;
};

struct InRocksdb {
    DroppingFileSystem files;
    std::unique_ptr<RocksdbLog> opened = *RocksdbLog::open(files, "/log", {.create = true});
    RocksdbLog& log = *opened;
};

Commit rows_at(Position first, std::vector<RowChange> rows) {
    return {.first = first, .count = 1, .rows = std::move(rows)};
}

/// The keys of one family, in order.
std::vector<std::string> keys(const EventLog& log, Family family, std::string_view from,
                              std::string_view until, std::size_t limit = 100) {
    std::vector<std::string> found;
    const auto visit = [&](std::string_view key, std::string_view) {
        found.emplace_back(key);
        return found.size() < limit;
    };
    REQUIRE(log.scan(family, from, until, visit));
    return found;
}

using Keys = std::vector<std::string>;

}  // namespace

TEST_CASE_TEMPLATE("a new log ends at 0 and holds nothing", Store, InMemory, InRocksdb) {
    const Store store;
    CHECK(store.log.end() == 0);
    CHECK(all_rows(store.log)->empty());
    CHECK(*store.log.get(Family::meta, "key") == std::nullopt);
    CHECK(!*store.log.last_at_or_before(Family::frames, big_endian_key(9)));
    CHECK(store.log.verify_checksums());
}

TEST_CASE_TEMPLATE("what was appended is read back", Store, InMemory, InRocksdb) {
    Store store;
    Prng prng{1};
    Rows expected;
    for (const std::uint64_t count : {1U, 5U, 256U}) {
        const Commit commit = sample_commit(store.log.end(), count, 1000, prng);
        REQUIRE(store.log.append(commit));
        apply_commit(expected, commit);
        CHECK(store.log.end() == commit.first + count);
    }
    CHECK(*all_rows(store.log) == expected);
    CHECK(*store.log.get(Family::counters, "outage") == big_endian_key(262));
    CHECK(*store.log.get(Family::unique, "outage") == std::nullopt);
    CHECK(store.log.verify_checksums());
}

TEST_CASE_TEMPLATE("a row is replaced, and erased", Store, InMemory, InRocksdb) {
    Store store;
    REQUIRE(store.log.append(rows_at(0, {{Family::timers, "a", "1"}, {Family::timers, "b", "2"}})));
    REQUIRE(store.log.append(rows_at(1, {{Family::timers, "a", "3"}, {Family::timers, "b", {}}})));
    CHECK(*store.log.get(Family::timers, "a") == "3");
    CHECK(*store.log.get(Family::timers, "b") == std::nullopt);
    CHECK(keys(store.log, Family::timers, "", "") == Keys{"a"});
}

TEST_CASE_TEMPLATE("within a commit the last change of a row counts", Store, InMemory, InRocksdb) {
    Store store;
    REQUIRE(store.log.append(rows_at(0, {{Family::meta, "a", "1"}, {Family::meta, "a", "2"}})));
    REQUIRE(store.log.append(rows_at(1, {{Family::meta, "b", {}}, {Family::meta, "b", "3"}})));
    CHECK(*store.log.get(Family::meta, "a") == "2");
    CHECK(*store.log.get(Family::meta, "b") == "3");
}

TEST_CASE_TEMPLATE("the last row at or before a key", Store, InMemory, InRocksdb) {
    Store store;
    REQUIRE(store.log.append(rows_at(0, {{Family::frames, "b", "1"}, {Family::frames, "d", "2"}})));
    REQUIRE(store.log.append(rows_at(1, {{Family::payloads, "c", "3"}})));
    const std::pair<std::string_view, std::optional<std::string>> table[] = {
        {"a", std::nullopt}, {"b", "b"}, {"c", "b"}, {"d", "d"}, {"e", "d"}};
    for (const auto& [key, expected] : table) {
        CAPTURE(key);
        const auto row = *store.log.last_at_or_before(Family::frames, key);
        CHECK((row ? std::optional{row->key} : std::nullopt) == expected);
    }
    CHECK((*store.log.last_at_or_before(Family::frames, "c"))->value == "1");
}

TEST_CASE_TEMPLATE("a scan has a first key, an end and a limit", Store, InMemory, InRocksdb) {
    Store store;
    const std::string zero("b\0", 2);
    REQUIRE(store.log.append(rows_at(0, {{Family::streams, "c", "3"},
                                         {Family::streams, "a", "1"},
                                         {Family::streams, "b", "2"},
                                         {Family::streams, zero, "0"},
                                         {Family::streams, "\xff", "9"},
                                         {Family::categories, "b", "elsewhere"}})));
    CHECK(keys(store.log, Family::streams, "", "") == Keys{"a", "b", zero, "c", "\xff"});
    CHECK(keys(store.log, Family::streams, "b", "") == Keys{"b", zero, "c", "\xff"});
    CHECK(keys(store.log, Family::streams, "b", "c") == Keys{"b", zero});
    CHECK(keys(store.log, Family::streams, "bb", "cc") == Keys{"c"});
    CHECK(keys(store.log, Family::streams, "c", "c") == Keys{});
    CHECK(keys(store.log, Family::streams, "", "", 2) == Keys{"a", "b"});
}

TEST_CASE_TEMPLATE("a commit for another end is refused whole", Store, InMemory, InRocksdb) {
    Store store;
    Prng prng{2};
    REQUIRE(store.log.append(sample_commit(0, 3, 10, prng)));
    const Rows before = *all_rows(store.log);
    for (const Position first : {Position{0}, Position{2}, Position{4}}) {
        CAPTURE(first);
        const Result<void> refused = store.log.append(sample_commit(first, 1, 10, prng));
        REQUIRE(!refused);
        CHECK(refused.error().code == "log.fenced");
    }
    CHECK(store.log.end() == 3);
    CHECK(*all_rows(store.log) == before);
    CHECK(store.log.append(sample_commit(3, 1, 10, prng)));
}

TEST_CASE_TEMPLATE("a commit without events leaves the end", Store, InMemory, InRocksdb) {
    Store store;
    REQUIRE(store.log.append(
        {.first = 0, .count = 0, .rows = {{Family::idempotency, "key", "answer"}}}));
    CHECK(store.log.end() == 0);
    CHECK(*store.log.get(Family::idempotency, "key") == "answer");
}

TEST_CASE_TEMPLATE("a scan sees one snapshot while commits go on", Store, InMemory, InRocksdb) {
    Store store;
    REQUIRE(store.log.append(rows_at(0, {{Family::timers, "a", "0"}, {Family::timers, "c", "0"}})));
    Keys seen;
    REQUIRE(store.log.scan(Family::timers, "", "", [&](std::string_view key, std::string_view v) {
        seen.push_back(std::string{key} + std::string{v});
        const Position end = store.log.end();
        REQUIRE(store.log.append(rows_at(
            end, {{Family::timers, "b" + std::to_string(end), "1"}, {Family::timers, "c", "1"}})));
        return true;
    }));
    CHECK(seen == Keys{"a0", "c0"});
    CHECK(keys(store.log, Family::timers, "", "") == Keys{"a", "b1", "b2", "c"});
}

TEST_CASE_TEMPLATE("a reader on another thread sees whole commits", Store, InMemory, InRocksdb) {
    Store store;
    constexpr Position commits = 300;
    std::thread writer{[&] {
        for (Position i = 0; i < commits; ++i) {
            const std::string value = big_endian_key(i);
            if (!store.log.append(rows_at(
                    i, {{Family::counters, "first", value}, {Family::counters, "second", value}})))
                return;
        }
    }};
    bool whole = true;
    for (Position end = 0; end < commits; end = store.log.end()) {
        std::vector<std::string> values;
        whole = whole && store.log.scan(Family::counters, "", "",
                                        [&](std::string_view, std::string_view value) {
                                            values.emplace_back(value);
                                            return true;
                                        });
        whole = whole && (values.empty() || (values.size() == 2 && values[0] == values[1]));
        // What the end says is there.
        whole = whole && (end == 0 || (!values.empty() && values[0] >= big_endian_key(end - 1)));
    }
    writer.join();
    CHECK(whole);
}

TEST_CASE_TEMPLATE("a log behaves as a map does", Store, InMemory, InRocksdb) {
    Store store;  // Of all cases together: each goes on where the last one stopped.
    Rows model;
    const auto property = [&] {
        const auto key = rc::gen::container<std::string>(rc::gen::inRange('a', 'e'));
        const int commits = *rc::gen::inRange(1, 12);
        for (int i = 0; i < commits; ++i) {
            Commit commit = rows_at(store.log.end(), {});
            const int changes = *rc::gen::inRange(0, 8);
            for (int j = 0; j < changes; ++j) {
                std::optional<std::string> value;
                if (*rc::gen::arbitrary<bool>()) value = *rc::gen::arbitrary<std::string>();
                commit.rows.push_back(
                    {*rc::gen::element(Family::unique, Family::frames), *key, std::move(value)});
            }
            RC_ASSERT(store.log.append(commit).has_value());
            apply_commit(model, commit);
        }
        RC_ASSERT(*all_rows(store.log) == model);
        const std::string probe = *key;
        auto next = model.upper_bound({Family::frames, probe});
        const auto found = *store.log.last_at_or_before(Family::frames, probe);
        const bool expected = next != model.begin() && (--next)->first.first == Family::frames;
        RC_ASSERT(found.has_value() == expected);
        if (expected) RC_ASSERT((found->key == next->first.second && found->value == next->second));
    };
    CHECK(holds(property, 100));
}
