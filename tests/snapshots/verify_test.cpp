// What a verification says about sound logs, sources that fail, balances, and policies.
#include "snapshots/verify/verify.hpp"

#include "tests/core/purse.hpp"
#include "tests/snapshots/sample_log.hpp"
#include "tests/support/dropping_file_system.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::test;
using verify::Verdict;

namespace {

Folder export_of(const EventLog& log, bool payloads = true) {
    DroppingFileSystem files;
    REQUIRE(export_to(log, files, "/export", payloads).has_value());
    return read_folder(files, "/export");
}

}  // namespace

TEST_CASE("a sound log of any size verifies") {
    for (const std::uint64_t size : {2U, 3U, 255U, 256U, 257U, 511U, 512U, 513U, 600U}) {
        CAPTURE(size);
        const auto ledger = sample_ledger(size);
        MemorySource source{export_of(ledger->log())};
        const auto report = check(source);
        CHECK(report.reason == "");
        CHECK(report.verdict == Verdict::ok);
        CHECK(report.size == size);
        CHECK(report.payloads_checked == size);
    }
}

TEST_CASE("a log that is served while it grows is verified at the size of its checkpoint") {
    const auto ledger = sample_ledger(300);
    Folder folder = export_of(ledger->log());
    grow(*ledger, 600);
    for (const auto& [path, bytes] : export_of(ledger->log())) folder.emplace(path, bytes);
    folder.erase("MANIFEST");
    MemorySource source{folder};
    const auto report = check(source);
    CHECK(report.verdict == Verdict::ok);
    CHECK(report.size == 300);
}

TEST_CASE("without payloads the key is pinned all the same") {
    const auto ledger = sample_ledger(300);
    MemorySource source{export_of(ledger->log(), false)};
    const auto report = check(source);
    CHECK(report.verdict == Verdict::ok);
    CHECK(report.payloads_checked == 0);
    source.files.erase("MANIFEST");
    std::string& pin = source.files["identity/0"];
    pin.back() ^= 1;
    CHECK(check(source).verdict == Verdict::tampered);
    CHECK(check(source).file == "identity/0");
}

TEST_CASE("a source that cannot be read leaves the question open") {
    const auto ledger = sample_ledger(300);
    const Folder folder = export_of(ledger->log());
    for (const auto& [path, bytes] : folder) {
        CAPTURE(path);
        MemorySource source{folder};
        source.unreadable = path;
        const auto report = check(source);
        CHECK(report.verdict == Verdict::cannot_tell);
        CHECK(report.file == path);
        CHECK(report.reason == "no answer");
    }
    MemorySource nothing{{}};
    CHECK(check(nothing).verdict == Verdict::cannot_tell);
}

TEST_CASE("balances are folded from postings and held against what the source says") {
    const auto ledger = sample_ledger(300);
    MemorySource source{export_of(ledger->log())};
    const auto report = check(source);
    REQUIRE(report.balances.size() == 8);
    REQUIRE(report.assets.size() == 1);
    CHECK(report.assets[0].asset == "USDC");
    CHECK(report.assets[0].postings == 298);
    CHECK(report.assets[0].accounts == 8);
    CHECK(report.assets[0].sums_to_zero);
    // Positions 2 to 299 move position + 1 units each: 3 + … + 300.
    CHECK(report.balances.back() == AccountBalance{.account = "pool:USDC:accrued",
                                                   .asset = "USDC",
                                                   .balance = Amount{-(300 * 301 / 2 - 3)}});

    auto options = trusting_options();
    options.replay_balances = false;
    CHECK(check(source, options).verdict == Verdict::ok);
    CHECK(check(source, options).assets.size() == 1);
    source.files.erase("MANIFEST");
    std::string& sheet = source.files["balances.json"];
    sheet[sheet.find("0.0")] = '9';
    CHECK(check(source, options).verdict == Verdict::tampered);
    CHECK(check(source, options).file == "balances.json");
    CHECK(check(source, options).reason.starts_with("line 2 "));

    source.files.erase("balances.json");
    CHECK(check(source).verdict == Verdict::ok);
    source.any_balance = Amount{7};
    const auto lie = check(source);
    CHECK(lie.verdict == Verdict::tampered);
    CHECK(lie.reason.find("operator:0:payable") != std::string::npos);
    CHECK(check(source, options).verdict == Verdict::ok);
    CHECK(check(source, options).balances.empty());
}

TEST_CASE("real money is never overdrawn, whoever signs for it") {
    // The engine refuses such a posting, so the fold is shown the event itself.
    const auto event = [](const char* from, const char* to, std::int64_t units) {
        RecordedEvent made;
        made.position = 5;
        made.postings = {{from, to, "USDC", Amount{units}}};
        return made;
    };
    struct Row {
        const char* what;
        std::vector<RecordedEvent> events;
        bool is_possible;
    };
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    const Row rows[] = {{"accruals may be negative", {event("pool:a", "noc:b", 5)}, true},
                        {"money that is there",
                         {event("pool:a", "chain:b", 5), event("chain:b", "pool:a", 5)},
                         true},
                        {"money that is not",
                         {event("pool:a", "chain:b", 5), event("chain:b", "pool:a", 6)},
                         false},
                        {"the most there is", {event("pool:a", "noc:b", most)}, true},
                        {"more than there is",
                         {event("pool:a", "noc:b", most), event("pool:c", "noc:b", 1)},
                         false},
                        {"less than there is",
                         {event("pool:a", "noc:b", most), event("pool:a", "noc:c", 2)},
                         false}};
    for (const Row& row : rows) {
        CAPTURE(row.what);
        verify::BalanceFold fold;
        std::optional<verify::Finding> found;
        for (const RecordedEvent& made : row.events)
            if (auto taken = fold.take(made); !taken) found = taken.error();
        CHECK(found.has_value() == !row.is_possible);
        if (found) CHECK(found->place.position == Position{5});
    }
}

TEST_CASE("progress is told bundle by bundle, and reaches the end") {
    const auto ledger = sample_ledger(600);
    MemorySource source{export_of(ledger->log())};
    std::vector<std::uint64_t> steps;
    verify::verify_log(source, trusting_options(), [&](std::uint64_t done, std::uint64_t total) {
        CHECK(total == 600);
        steps.push_back(done);
    });
    CHECK(steps == std::vector<std::uint64_t>{256, 512, 600});
}

TEST_CASE("a policy names logs, and must not ask for more than is checked") {
    const std::string key = to_text(sample_signer().verifier());
    struct Row {
        std::string text;
        std::size_t logs;  ///< 0: refused.
    };
    const Row rows[] = {
        {"log " + key + "\n", 1},
        {"log " + key, 1},
        {"# ours\n\n  log\t" + key + " https://test.example/log\nquorum none\n", 1},
        {"log " + key + "\nlog " + to_text(other_signer("a.example/b").verifier()) + "\n", 2},
        {"", 0},
        {"# nothing\n", 0},
        {"log\n", 0},
        {"log " + key.substr(1) + "\n", 0},
        {"Log " + key + "\n", 0},
        {"log " + key + "\nwitness W1 " + key + "\nquorum W1\n", 0},
        {"log " + key + "\ngroup G any W1\n", 0},
        {"log " + key + "\nquorum all\n", 0}};
    for (const Row& row : rows) {
        CAPTURE(row.text);
        const auto policy = verify::parse_policy(row.text);
        CHECK(policy.has_value() == (row.logs > 0));
        if (policy) CHECK(policy->logs.size() == row.logs);
    }
}

TEST_CASE("a report says first what matters, and exits with it") {
    verify::VerifyReport report;
    report.verdict = Verdict::tampered;
    report.position = 42;
    report.file = "tile/entries/000";
    report.reason = "it is not the entry that was hashed";
    report.evidence = {"first\n", "second\n"};
    CHECK(
        to_text(report) ==
        "TAMPERED\nfirst bad position: 42\nwhere: tile/entries/000\nwhy: it is not the entry that "
        "was hashed\n\nevidence, a signed checkpoint:\nfirst\n\nevidence, a signed "
        "checkpoint:\nsecond\n");
    CHECK(verify::exit_code(Verdict::ok) == 0);
    CHECK(verify::exit_code(Verdict::tampered) == 1);
    CHECK(verify::exit_code(Verdict::self_consistent) == 2);
    CHECK(verify::exit_code(Verdict::cannot_tell) == 2);

    const auto ledger = sample_ledger(30);
    MemorySource source{export_of(ledger->log())};
    const std::string text = to_text(check(source));
    CHECK(text.starts_with("OK\nlog: test.example/log, 30 events\nroot: "));
    CHECK(text.find("\npayloads: 30 checked, 0 redacted\n") != std::string::npos);
    CHECK(text.find("\nUSDC: 28 postings between 8 accounts, sum 0\n") != std::string::npos);
    CHECK(to_text(check(source, {})).starts_with("CANNOT TELL: self-consistent only\n"));
}
