// Start-up: what HEAD vouches for must be there, unchanged; lagging indexes are made complete.
#include "engine/core/start_up.hpp"

#include "engine/core/committer.hpp"
#include "engine/log/log_reader.hpp"
#include "engine/storage/memory_log.hpp"
#include "tests/core/purse.hpp"
#include "tests/support/test_ledger.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

using namespace ledger;
using namespace ledger::test;

namespace {

constexpr Timestamp noon = timestamp_of(1'767'614'400'000'000'000);

/// Every row of `from`, but for the families in `without`, in a log of its own.
void copy_rows(const EventLog& from, EventLog& to, const std::vector<Family>& without) {
    Commit commit{.first = 0, .count = from.end(), .rows = {}};
    for (std::size_t i = 0; i < family_count; ++i) {
        const auto family = static_cast<Family>(i);
        if (std::ranges::find(without, family) != without.end()) continue;
        REQUIRE(from.scan(family, "", "", [&](std::string_view key, std::string_view value) {
            commit.rows.push_back({family, std::string{key}, std::string{value}});
            return true;
        }));
    }
    REQUIRE(to.append(commit));
}

std::vector<std::string> rows_of(const EventLog& log, Family family) {
    std::vector<std::string> rows;
    REQUIRE(log.scan(family, "", "", [&](std::string_view key, std::string_view value) {
        rows.push_back(std::string{key}.append("=").append(value));
        return true;
    }));
    return rows;
}

HeadReading head_at(const EventLog& log, Position size) {
    Sha256 sha256;
    const auto root = root_of(size, LogReader{log}.subtree_source(), sha256);
    REQUIRE(root);
    return {.head = {.size = size, .root = *root}, .sequence = 1, .warning = {}};
}

TestLedger sample() {
    TestLedger ledger{{}, noon};
    for (int i = 0; i < 30; ++i) REQUIRE(ledger.execute(open_purse(std::to_string(i % 40))).reply);
    return ledger;
}

}  // namespace

TEST_CASE("a log that holds what HEAD vouches for may start, also when HEAD is behind") {
    const TestLedger ledger = sample();
    for (const Position size : {Position{0}, Position{1}, Position{17}, ledger.log().end()}) {
        CAPTURE(size);
        CHECK(check_start(ledger.log(), head_at(ledger.log(), size)).has_value());
    }
    CHECK(check_start(MemoryLog{}, std::nullopt).has_value());
}

TEST_CASE("a log that is shorter or other than HEAD says is refused by name") {
    const TestLedger ledger = sample();
    HeadReading ahead = head_at(ledger.log(), ledger.log().end());
    ahead.head.size += 1;
    CHECK(check_start(ledger.log(), ahead).error().code == "head.ahead");
    HeadReading other = head_at(ledger.log(), 9);
    other.head.root.bytes[31] ^= 1U;
    CHECK(check_start(ledger.log(), other).error().code == "head.root");
    CHECK(check_start(ledger.log(), std::nullopt).error().code == "head.missing");
    for (const auto& head : {ahead, other})
        CHECK(check_start(ledger.log(), head).error().kind == ErrorKind::corrupt);
}

TEST_CASE("the end is the last event's, for time goes on from there") {
    const TestLedger ledger = sample();
    const auto end = find_end(ledger.log());
    REQUIRE(end);
    CHECK(end->end == ledger.events().size());
    CHECK(end->last_recorded_at == noon);
}

TEST_CASE("indexes that lag are made complete from the frames alone") {
    const TestLedger ledger = sample();
    const std::vector<Family> derived{Family::streams, Family::categories, Family::meta};
    MemoryLog bare;
    copy_rows(ledger.log(), bare, derived);
    CHECK(complete_indexes(bare).value() == ledger.log().end());
    for (const Family family : derived)
        CHECK(rows_of(bare, family) == rows_of(ledger.log(), family));
    CHECK(complete_indexes(bare).value() == 0);
}

TEST_CASE("indexing goes on from where it stopped") {
    const TestLedger ledger = sample();
    MemoryLog half;
    copy_rows(ledger.log(), half, {Family::meta});
    REQUIRE(half.append({.first = half.end(),
                         .count = 0,
                         .rows = {{Family::meta, std::string{indexed_meta_key}, big_endian_key(20)},
                                  {Family::streams, index_key("purse-29", 31), std::nullopt}}}));
    CHECK(complete_indexes(half).value() == ledger.log().end() - 20);
    CHECK(rows_of(half, Family::streams) == rows_of(ledger.log(), Family::streams));
}
