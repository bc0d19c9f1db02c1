// Keys, policies and kept checkpoints: which log it is, and whether it is still the same one.
#include "engine/core/ledger_events.hpp"
#include "snapshots/verify/identity.hpp"
#include "tests/snapshots/sample_log.hpp"
#include "tests/support/dropping_file_system.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::test;
using verify::Verdict;

namespace {

Folder export_of(const EventLog& log, const NoteSigner& signer = sample_signer()) {
    DroppingFileSystem files;
    const ExportRequest request{.checkpoint = sign(log, signer),
                                .key = signer.verifier(),
                                .directory = "/export",
                                .payloads = true};
    REQUIRE(export_log(log, request, files, [](std::uint64_t, std::uint64_t) {}).has_value());
    return read_folder(files, "/export");
}

verify::VerifyReport check_folder(Folder folder, std::optional<VerifierKey> policy,
                                  std::optional<std::string> since = {}) {
    MemorySource source{std::move(folder)};
    verify::VerifyOptions options{.policy = {}, .since = std::move(since), .replay_balances = true};
    if (policy) options.policy = verify::LogPolicy{{*policy}};
    return check(source, options);
}

NoteSigner signer_for(const std::string& origin) {
    return std::move(*NoteSigner::from_seed(origin, Secret{std::string(32, 's')}));
}

/// What `nociq recover` appends when everything from `lost_from` on is gone.
void recover(TestLedger& ledger, const std::string& origin, const std::string& previous,
             std::uint64_t known_size) {
    const auto answer = ledger.execute([&](Tx& tx) -> Result<Reply> {
        TRY(tx.append<LogIdentity>(log_identity_id, LogRecovered{.origin = origin,
                                                                 .previous_origin = previous,
                                                                 .lost_from = ledger.log().end(),
                                                                 .known_size = known_size,
                                                                 .known_root = {},
                                                                 .last_checkpoint = "",
                                                                 .reason = "disk died"}));
        return Reply{};
    });
    REQUIRE(answer.reply.has_value());
}

}  // namespace

TEST_CASE("nothing says that a log is the right one unless it was known before") {
    const auto ledger = sample_ledger(300);
    const Folder folder = export_of(ledger->log());
    const VerifierKey key = sample_signer().verifier();
    const std::string note = sign(ledger->log(), 200, sample_signer());
    using Words = std::vector<std::string>;
    CHECK(check_folder(folder, {}).verdict == Verdict::self_consistent);
    CHECK(check_folder(folder, key).verdict == Verdict::ok);
    CHECK(check_folder(folder, key).trusted_by == Words{"policy"});
    CHECK(check_folder(folder, {}, note).verdict == Verdict::ok);
    CHECK(check_folder(folder, key, note).trusted_by == Words{"policy", "since"});
}

TEST_CASE("a kept checkpoint of any size is a prefix of the log that grew from it") {
    const auto ledger = sample_ledger(300);
    const Folder folder = export_of(ledger->log());
    for (const std::uint64_t size : {0U, 1U, 2U, 255U, 256U, 257U, 299U, 300U}) {
        CAPTURE(size);
        const auto report = check_folder(folder, {}, sign(ledger->log(), size, sample_signer()));
        CHECK(report.reason == "");
        CHECK(report.verdict == Verdict::ok);
    }
}

TEST_CASE("a history rewritten and signed anew with the same key contradicts the kept checkpoint") {
    const auto ledger = sample_ledger(300);
    const auto fork = sample_ledger(300, 1, 200);
    const Folder folder = export_of(fork->log());
    const VerifierKey key = sample_signer().verifier();
    CHECK(check_folder(folder, key).verdict == Verdict::ok);  // No one can see it from one side.

    const std::string before = sign(ledger->log(), 200, sample_signer());
    CHECK(check_folder(folder, key, before).verdict == Verdict::ok);

    const std::string after = sign(ledger->log(), 201, sample_signer());
    const auto report = check_folder(folder, key, after);
    CHECK(report.verdict == Verdict::tampered);
    CHECK(report.reason.find("forked or rewritten history") != std::string::npos);
    REQUIRE(report.evidence.size() == 2);
    CHECK(report.evidence[0] == after);
    CHECK(report.evidence[1] == folder.at("checkpoint"));
    for (const std::string& note : report.evidence) CHECK(open_checkpoint(note, key).has_value());
}

TEST_CASE("a log that became shorter was rolled back") {
    const auto ledger = sample_ledger(301);
    const auto shorter = sample_ledger(300);
    const auto report =
        check_folder(export_of(shorter->log()), sample_signer().verifier(), sign(ledger->log()));
    CHECK(report.verdict == Verdict::tampered);
    CHECK(report.reason.find("rolled back: it had 301 events, it has 300") != std::string::npos);
    CHECK(report.evidence.size() == 2);
}

TEST_CASE("another key is noticed, whoever signed with it") {
    const auto ledger = sample_ledger(300);
    const NoteSigner thief = other_signer();
    Folder stolen = export_of(ledger->log(), thief);
    const VerifierKey right = sample_signer().verifier();

    // The log itself pins its key at position 0.
    const auto pinned = check_folder(stolen, {});
    CHECK(pinned.verdict == Verdict::tampered);
    CHECK(pinned.position == Position{0});
    CHECK(pinned.reason.find("pins another key") != std::string::npos);

    const auto not_in_policy = check_folder(stolen, right);
    CHECK(not_in_policy.verdict == Verdict::tampered);
    CHECK(not_in_policy.file == "vkey");

    const auto not_the_kept_one = check_folder(stolen, {}, sign(ledger->log()));
    CHECK(not_the_kept_one.verdict == Verdict::tampered);
    CHECK(not_the_kept_one.reason.find("another key") != std::string::npos);

    // The right key beside the thief's checkpoint.
    stolen["vkey"] = to_text(right) + "\n";
    stolen.erase("MANIFEST");
    const auto false_note = check_folder(stolen, right);
    CHECK(false_note.verdict == Verdict::tampered);
    CHECK(false_note.file == "checkpoint");
}

TEST_CASE("a log under another name is not the log of the policy or of the kept checkpoint") {
    const auto ledger = sample_ledger(300);
    const NoteSigner renamed = signer_for("test.example/other");
    const Folder folder = export_of(ledger->log(), renamed);
    const auto report = check_folder(folder, {});
    CHECK(report.verdict == Verdict::tampered);
    CHECK(report.reason.find("its origin is test.example/log") != std::string::npos);

    // Without the payload of position 0 the log cannot say so itself.
    Folder silent = folder;
    silent.erase("identity/0");
    silent.erase("MANIFEST");
    CHECK(check_folder(silent, {}).verdict == Verdict::self_consistent);
    const auto named_otherwise = check_folder(silent, sample_signer().verifier());
    CHECK(named_otherwise.verdict == Verdict::tampered);
    CHECK(named_otherwise.file == "vkey");
    const auto kept_otherwise = check_folder(silent, {}, sign(ledger->log()));
    CHECK(kept_otherwise.verdict == Verdict::tampered);
    CHECK(kept_otherwise.reason.find("another log") != std::string::npos);
}

TEST_CASE("a kept file that is no checkpoint says nothing about the log") {
    const auto ledger = sample_ledger(300);
    const Folder folder = export_of(ledger->log());
    std::string damaged = sign(ledger->log());
    damaged[damaged.find('\n') + 1] = '9';
    for (const std::string& since : {std::string{""}, std::string{"hello\n"}, damaged}) {
        CAPTURE(since);
        const auto report = check_folder(folder, sample_signer().verifier(), since);
        CHECK(report.verdict == Verdict::cannot_tell);
        CHECK(report.reason.find("kept checkpoint") != std::string::npos);
    }
}

TEST_CASE("a recovered log goes on under its new origin, and its loss is known") {
    const std::string first_name = "test.example/log";
    const std::string second_name = "test.example/log/e2";
    const auto ledger = sample_ledger(300);
    const std::string kept_in_time = sign(ledger->log(), 250, sample_signer());
    const auto lost = sample_ledger(320);
    const std::string kept_too_late = sign(lost->log(), 310, sample_signer());
    recover(*ledger, second_name, first_name, 320);
    grow(*ledger, 340);
    const NoteSigner second = signer_for(second_name);
    const Folder folder = export_of(ledger->log(), second);

    const auto report = check_folder(folder, second.verifier());
    CHECK(report.reason == "");
    CHECK(report.verdict == Verdict::ok);
    CHECK(report.recoveries == 1);
    CHECK(check_folder(folder, sample_signer().verifier()).verdict == Verdict::ok);
    CHECK(check_folder(folder, {}, kept_in_time).verdict == Verdict::ok);
    CHECK(check_folder(folder, {}, sign(ledger->log(), 330, second)).verdict == Verdict::ok);

    const auto declared = check_folder(folder, {}, kept_too_late);
    CHECK(declared.verdict == Verdict::tampered);
    CHECK(declared.reason == "positions 300 to 309 were lost; position 300 declares it");

    // To go on under the old origin would have been a fork.
    const auto fork = check_folder(export_of(ledger->log()), {});
    CHECK(fork.verdict == Verdict::tampered);
    CHECK(fork.reason.find(second_name) != std::string::npos);
}

TEST_CASE("a recovery that does not follow from the log before it is refused") {
    const auto ledger = sample_ledger(30);
    recover(*ledger, "test.example/log/e2", "test.example/stranger", 30);
    const auto report =
        check_folder(export_of(ledger->log(), signer_for("test.example/log/e2")), {});
    CHECK(report.verdict == Verdict::tampered);
    CHECK(report.position == Position{30});
}

TEST_CASE("a name changes the key id, and nothing else of a key") {
    const VerifierKey renamed = verify::renamed(sample_signer().verifier(), "test.example/x");
    CHECK(renamed == signer_for("test.example/x").verifier());
}
