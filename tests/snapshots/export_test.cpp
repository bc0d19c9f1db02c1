// Exports: whole, extended, interrupted, refused.
#include "snapshots/export.hpp"

#include "engine/platform/posix_file_system.hpp"
#include "snapshots/verify/folder_source.hpp"
#include "tests/snapshots/sample_log.hpp"
#include "tests/support/dropping_file_system.hpp"
#include "tests/support/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

using namespace ledger;
using namespace ledger::test;

namespace {

Folder exported(const EventLog& log, bool payloads = true) {
    DroppingFileSystem files;
    REQUIRE(export_to(log, files, "/export", payloads).has_value());
    return read_folder(files, "/export");
}

/// The names of what differs, for a readable failure.
std::string difference(const Folder& one, const Folder& other) {
    std::string names;
    for (const auto& [path, bytes] : one)
        if (const auto found = other.find(path); found == other.end() || found->second != bytes)
            names += path + ' ';
    for (const auto& [path, bytes] : other)
        if (!one.contains(path)) names += path + ' ';
    return names;
}

}  // namespace

TEST_CASE("an export on a real disk verifies") {
    // A stranger's verifier reads the export of this test; see stranger_test.py.
    const TemporaryFolder temporary;
    const char* const wanted = std::getenv("LEDGER_EXPORT_TO");
    const std::string directory = wanted == nullptr ? temporary / "export" : wanted;
    PosixFileSystem files;
    const auto ledger = sample_ledger();
    const auto summary = export_to(ledger->log(), files, directory);
    REQUIRE(summary.has_value());
    CHECK(summary->size == sample_size);
    CHECK(summary->extended_from == 0);
    CHECK(summary->files_written == read_folder(files, directory).size());

    verify::FolderSource source{files, directory};
    const auto report = check(source);
    CHECK(report.reason == "");
    CHECK(report.verdict == verify::Verdict::ok);
    CHECK(report.payloads_checked == sample_size);
}

TEST_CASE("an export holds exactly the files that tlog-tiles and MANIFEST ask for") {
    const auto ledger = sample_ledger();
    const Folder with = exported(ledger->log());
    std::string names;
    for (const auto& [path, bytes] : with) names += path + '\n';
    CHECK(names ==
          "MANIFEST\nbalances.json\ncheckpoint\nidentity/0\npayload/000\npayload/001\n"
          "payload/002.p/88\ntile/0/000\ntile/0/001\ntile/0/002.p/88\ntile/1/000.p/2\n"
          "tile/entries/000\ntile/entries/001\ntile/entries/002.p/88\nvkey\n");
    for (const auto& [path, bytes] : exported(ledger->log(), false)) {
        CAPTURE(path);
        CHECK_FALSE(path.starts_with("payload/"));
        CHECK((path == "MANIFEST" || with.at(path) == bytes));
    }
}

TEST_CASE("an extended export is what a new one would be, byte for byte") {
    for (const std::uint64_t old_size : {2U, 255U, 256U, 300U, 512U, 599U, 600U})
        for (const std::uint64_t new_size : {600U, 768U})
            for (const bool payloads : {true, false}) {
                CAPTURE(old_size);
                CAPTURE(new_size);
                CAPTURE(payloads);
                DroppingFileSystem files;
                const auto ledger = sample_ledger(old_size);
                REQUIRE(export_to(ledger->log(), files, "/export", payloads).has_value());
                grow(*ledger, new_size);
                const auto summary = export_to(ledger->log(), files, "/export", payloads);
                REQUIRE(summary.has_value());
                CHECK(summary->extended_from == old_size);
                CHECK(difference(read_folder(files, "/export"),
                                 exported(ledger->log(), payloads)) == "");
            }
}

TEST_CASE("what an older export has is not written again") {
    DroppingFileSystem files;
    const auto ledger = sample_ledger(600);
    REQUIRE(export_to(ledger->log(), files, "/export").has_value());
    const auto again = export_to(ledger->log(), files, "/export");
    REQUIRE(again.has_value());
    // vkey, the partial tiles of two levels, identity, balances, MANIFEST and checkpoint.
    CHECK(again->files_written == 7);
}

TEST_CASE("an extension takes redacted payloads out of an older export") {
    DroppingFileSystem files;
    const auto ledger = sample_ledger();
    REQUIRE(export_to(ledger->log(), files, "/export").has_value());
    const auto redacted = copy_of(ledger->log(), [](Families& rows) { redact(rows, 17); });
    REQUIRE(export_to(*redacted, files, "/export").has_value());
    CHECK(difference(read_folder(files, "/export"), exported(*redacted)) == "");

    verify::FolderSource source{files, "/export"};
    const auto report = check(source);
    CHECK(report.verdict == verify::Verdict::ok);
    CHECK(report.payloads_redacted == 1);
    CHECK(report.payloads_checked == sample_size - 1);
}

TEST_CASE("an export that lost power anywhere is finished by running it again") {
    const auto ledger = sample_ledger(300);
    const Folder small = exported(ledger->log());
    const std::string old_note = sign(ledger->log());
    grow(*ledger, 600);
    const Folder whole = exported(ledger->log());
    std::uint64_t changes = 0;
    {
        DroppingFileSystem files;
        REQUIRE(export_to(ledger->log(), files, "/export").has_value());
        changes = files.changes();
    }
    for (std::uint64_t after = 1; after <= changes; after += 3) {
        CAPTURE(after);
        DroppingFileSystem files;
        const ExportRequest older{.checkpoint = old_note,
                                  .key = sample_signer().verifier(),
                                  .directory = "/export",
                                  .payloads = after % 2 == 0};
        // The first export of this folder, interrupted or not, then one that goes on.
        files.lose_power_after(after);
        const auto first =
            export_log(ledger->log(), older, files, [](std::uint64_t, std::uint64_t) {});
        files.crash(after);
        if (first && !older.payloads) continue;
        const auto second = export_to(ledger->log(), files, "/export");
        REQUIRE(second.has_value());
        CHECK(difference(read_folder(files, "/export"), whole) == "");
    }
}

TEST_CASE("a folder with something else in it is refused and left alone") {
    const auto ledger = sample_ledger(300);
    struct Row {
        const char* what;
        std::function<void(FileSystem&)> prepare;
        const char* code;
    };
    const auto fork = sample_ledger(300, 1, 200);
    const auto longer = sample_ledger(301);
    const Row rows[] = {
        {"a stranger's file",
         [](FileSystem& files) {
             CHECK(files.create_directory("/export").has_value());
             CHECK(replace_file(files, "/export/thesis.tex", "years of work").has_value());
         },
         "export.foreign"},
        {"another key",
         [](FileSystem& files) {
             CHECK(files.create_directory("/export").has_value());
             CHECK(replace_file(files, "/export/vkey", to_text(other_signer().verifier()) + "\n")
                       .has_value());
         },
         "export.foreign"},
        {"a newer export",
         [&](FileSystem& files) { CHECK(export_to(longer->log(), files, "/export").has_value()); },
         "export.foreign"},
        {"another history",
         [&](FileSystem& files) { CHECK(export_to(fork->log(), files, "/export").has_value()); },
         "export.root"},
        {"an export without payloads",
         [&](FileSystem& files) {
             CHECK(export_to(ledger->log(), files, "/export", false).has_value());
         },
         "export.payloads"},
        {"a checkpoint that was changed",
         [&](FileSystem& files) {
             CHECK(export_to(ledger->log(), files, "/export").has_value());
             CHECK(replace_file(files, "/export/checkpoint", "x").has_value());
         },
         "export.foreign"},
        {"a MANIFEST that was changed",
         [&](FileSystem& files) {
             CHECK(export_to(ledger->log(), files, "/export").has_value());
             CHECK(replace_file(files, "/export/MANIFEST", "x").has_value());
         },
         "export.foreign"}};
    for (const Row& row : rows) {
        CAPTURE(row.what);
        DroppingFileSystem files;
        row.prepare(files);
        const Folder before = read_folder(files, "/export");
        const auto refused = export_to(ledger->log(), files, "/export");
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == row.code);
        CHECK(difference(read_folder(files, "/export"), before) == "");
    }
}

TEST_CASE("a log that is not the one that was signed is not exported") {
    const auto ledger = sample_ledger(300);
    const auto shorter = sample_ledger(299);
    const auto fork = sample_ledger(300, 1, 200);
    const auto tile = copy_of(ledger->log(), [](Families& families) {
        families[Family::tiles].begin()->second[100] ^= 1;
    });
    const ExportRequest request = request_for(ledger->log(), "/export");
    const auto refusal = [&](const EventLog& log) {
        DroppingFileSystem files;
        const auto outcome = export_log(log, request, files, [](std::uint64_t, std::uint64_t) {});
        CHECK(read_folder(files, "").empty());
        return outcome ? std::string{} : outcome.error().code;
    };
    CHECK(refusal(shorter->log()) == "export.lost_tail");
    CHECK(refusal(fork->log()) == "export.root");
    CHECK(refusal(*tile) == "export.root");
}
