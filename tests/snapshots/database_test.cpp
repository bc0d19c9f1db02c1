// The offline check of a log database: it notices what somebody changed in it, and names it.
#include "snapshots/verify/database.hpp"

#include "engine/log/log_reader.hpp"
#include "tests/snapshots/sample_log.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::test;
using verify::Verdict;

namespace {

Head head_of(const EventLog& log, std::uint64_t size) {
    Sha256 sha256;
    return {.size = size, .root = root_of(size, LogReader{log}.subtree_source(), sha256).value()};
}

verify::VerifyReport check_log(const EventLog& log, const Head& head,
                               const VerifierKey& key = sample_signer().verifier()) {
    return verify::verify_database(
        log, {.head = head, .key = verify::SigningKey{.file = "keys/log.key", .verifier = key}},
        [](std::uint64_t, std::uint64_t) {});
}

/// The row of the frame that holds `position`.
std::string& frame_of(FamilyRows& rows, Position position) {
    return std::prev(rows.upper_bound(big_endian_key(position)))->second;
}

}  // namespace

TEST_CASE("a sound database passes, also when HEAD is a little behind") {
    const auto ledger = sample_ledger();
    for (const std::uint64_t head_size : {std::uint64_t{0}, std::uint64_t{599}, sample_size}) {
        const auto report = check_log(ledger->log(), head_of(ledger->log(), head_size));
        CHECK(report.reason == "");
        CHECK(report.verdict == Verdict::ok);
        CHECK(report.size == sample_size);
        CHECK(report.payloads_checked == sample_size);
        CHECK(report.origin == "test.example/log");
        CHECK(report.verifier_key == to_text(sample_signer().verifier()));
    }
}

TEST_CASE("a redacted payload is no damage") {
    const auto ledger = sample_ledger(300);
    const auto log = copy_of(ledger->log(), [](Families& rows) { redact(rows, 17); });
    const auto report = check_log(*log, head_of(ledger->log(), 300));
    CHECK(report.verdict == Verdict::ok);
    CHECK(report.payloads_redacted == 1);
}

TEST_CASE("whatever is changed in a database is found and named") {
    const auto ledger = sample_ledger();
    const Head head = head_of(ledger->log(), sample_size);
    const std::string purse_row = index_key("purse-P3", 10);
    const std::string balance_row = balance_key("operator:3:payable", "USDC", 10);
    struct Row {
        const char* what;
        std::function<void(Families&)> change;
        std::optional<Position> position;
        std::string file;
    };
    const Row rows[] = {
        {"a leaf's event id", [](Families& f) { frame_of(f[Family::frames], 100)[40] ^= 1; },
         Position{100}, "frames"},
        {"a leaf's length", [](Families& f) { frame_of(f[Family::frames], 100)[6] ^= 1; },
         Position{100}, "frames"},
        {"a leaf in the last, partial tile",
         [](Families& f) { frame_of(f[Family::frames], 590)[40] ^= 1; },
         {},
         "HEAD"},
        {"a payload", [](Families& f) { frame_of(f[Family::payloads], 100).back() ^= 1; },
         Position{100}, "frames"},
        {"a frame is gone", [](Families& f) { f[Family::frames].erase(big_endian_key(100)); },
         Position{100}, "frames"},
        {"a payload frame is gone",
         [](Families& f) { f[Family::payloads].erase(big_endian_key(100)); }, Position{100},
         "frames"},
        {"payloads beyond the end",
         [](Families& f) {
             f[Family::payloads][big_endian_key(700)] = frame_of(f[Family::payloads], 100);
         },
         {},
         "payloads"},
        {"a tile",
         [](Families& f) { f[Family::tiles][tile_key(0, 1)][77] ^= 1; },
         {},
         "tiles tile/0/001"},
        {"a tile is gone",
         [](Families& f) { f[Family::tiles].erase(tile_key(0, 0)); },
         {},
         "tiles tile/0/000"},
        {"a tile too many",
         [](Families& f) { f[Family::tiles][tile_key(0, 2)] = f[Family::tiles][tile_key(0, 1)]; },
         {},
         "tiles"},
        {"a stream row", [&](Families& f) { f[Family::streams][purse_row][7] ^= 1; }, Position{10},
         "streams purse-P3"},
        {"a stream row is gone", [&](Families& f) { f[Family::streams].erase(purse_row); },
         Position{10}, "streams purse-P3"},
        {"a stream row too many",
         [&](Families& f) {
             f[Family::streams][index_key("purse-X", 10)] = f[Family::streams][purse_row];
         },
         {},
         "streams"},
        {"a category row", [](Families& f) { f[Family::categories].erase(index_key("purse", 10)); },
         Position{10}, "categories purse"},
        {"a balance", [&](Families& f) { f[Family::balances][balance_row].back() ^= 1; },
         Position{10}, "balances operator:3:payable USDC"},
        {"a balance is gone", [&](Families& f) { f[Family::balances].erase(balance_row); },
         Position{10}, "balances operator:3:payable USDC"},
        {"a balance too many",
         [](Families& f) {
             f[Family::balances][balance_key("thief", "USDC", 10)] = encode_balance(Amount{1});
         },
         {},
         "balances"}};
    for (const Row& row : rows) {
        CAPTURE(row.what);
        const auto report = check_log(*copy_of(ledger->log(), row.change), head);
        CAPTURE(report.reason);
        CHECK(report.verdict == Verdict::tampered);
        CHECK(report.position == row.position);
        CHECK(report.file == row.file);
    }
}

TEST_CASE("HEAD and the signing key vouch for the database") {
    const auto ledger = sample_ledger(300);
    const Head head = head_of(ledger->log(), 300);
    const auto ahead = check_log(ledger->log(), {.size = 301, .root = head.root});
    CHECK(ahead.verdict == Verdict::tampered);
    CHECK(ahead.position == Position{300});
    CHECK(ahead.file == "HEAD");

    const auto fork = sample_ledger(300, 1, 200);
    const auto rewritten = check_log(fork->log(), head);
    CHECK(rewritten.verdict == Verdict::tampered);
    CHECK(rewritten.file == "HEAD");

    const auto other_key = check_log(ledger->log(), head, other_signer().verifier());
    CHECK(other_key.verdict == Verdict::tampered);
    CHECK(other_key.file == "keys/log.key");
}
