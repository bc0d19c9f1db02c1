// Program nociq-verify: checks a published log with nothing but the log.
#include "engine/kernel/codec.hpp"
#include "engine/platform/posix_file_system.hpp"
#include "engine/platform/system_clock.hpp"
#include "generated/version.hpp"
#include "http/app/progress.hpp"
#include "http/app/verify_url_source.hpp"
#include "snapshots/verify/folder_source.hpp"
#include "snapshots/verify/verify.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <memory>
#include <string>

namespace ledger::app {
namespace {

constexpr std::uint64_t max_note_bytes = 1U << 20U;

constexpr const char* manual = R"(
Everything is recomputed from the bytes of the entries; no tile and no index is
believed. Exit codes: 0 all is well; 1 tampered, with the first bad position and
why; 2 cannot tell: unreachable, unreadable, or nothing that was trusted before.

What makes a log the right one is either a policy or a checkpoint that you kept:
  --policy FILE   lines "log <vkey>" of the C2SP tlog-policy format
  --since FILE    a signed checkpoint from an earlier run: the log must still
                  begin with what that was signed for
Without both, a good log is "self-consistent only", and the exit code is 2.

To watch a log, run again and again
  nociq-verify http://host:8000 --since kept.checkpoint --update
The first run makes kept.checkpoint; each later one proves that the log has only
grown since, and then keeps the newer checkpoint in its place.)";

struct Settings {
    std::string source;
    std::string policy;
    std::string since;
    bool update = false;
    bool skip_payloads = false;
    bool replay_balances = false;
    bool json = false;
    bool quiet = false;
};

Result<std::unique_ptr<verify::TileSource>> open_source(const std::string& source,
                                                        FileSystem& files) {
    if (source.find("://") != std::string::npos) {
        TRY(url, UrlSource::open(source));
        return std::unique_ptr<verify::TileSource>{std::move(url)};
    }
    return std::make_unique<verify::FolderSource>(files, source);
}

Result<verify::VerifyOptions> read_options(const Settings& settings, FileSystem& files) {
    verify::VerifyOptions options{.policy = {},
                                  .since = {},
                                  .payloads = !settings.skip_payloads,
                                  .replay_balances = settings.replay_balances};
    if (!settings.policy.empty()) {
        TRY(text, read_file(files, settings.policy, max_note_bytes));
        TRY(policy, verify::parse_policy(text));
        options.policy = std::move(policy);
    }
    if (settings.since.empty()) return options;
    auto note = read_file(files, settings.since, max_note_bytes);
    const bool is_first_run = !note && note.error().code == "file.not_found" && settings.update;
    if (!note && !is_first_run) return fail(note.error());
    if (note) options.since = *std::move(note);
    return options;
}

/// Never after a verification that found something: the kept checkpoint is the evidence.
Result<void> keep_checkpoint(const Settings& settings, const verify::VerifyReport& report,
                             FileSystem& files) {
    const bool is_whole =
        report.verdict == verify::Verdict::ok || report.verdict == verify::Verdict::self_consistent;
    if (!is_whole) return {};
    if (settings.update) TRY(replace_file(files, settings.since, report.checkpoint));
    if (settings.quiet) return {};
    if (settings.update) {
        fmt::print(stderr, "{} now holds the checkpoint of {} events.\n", settings.since,
                   report.size);
    } else if (settings.since.empty()) {
        fmt::print(stderr,
                   "To prove next time that nothing before this changed: nociq-verify {} "
                   "--since FILE --update\n",
                   settings.source);
    }
    return {};
}

Result<verify::VerifyReport> verify_source(const Settings& settings) {
    PosixFileSystem files;
    const SystemClock clock;
    TRY(options, read_options(settings, files));
    TRY(source, open_source(settings.source, files));
    Progress progress{clock, "events", settings.quiet};
    auto report = verify::verify_log(
        *source, options,
        [&](std::uint64_t done, std::uint64_t total) { progress.update(done, total); });
    progress.finish();
    TRY(keep_checkpoint(settings, report, files));
    return report;
}

int run(const Settings& settings) {
    const auto report = verify_source(settings);
    if (!report) {
        fmt::print(stderr, "nociq-verify: {}\n", report.error().message);
        return verify::exit_code(verify::Verdict::cannot_tell);
    }
    if (settings.json) {
        fmt::print("{}\n", json::text_of(*report));
    } else if (!settings.quiet || report->verdict != verify::Verdict::ok) {
        fmt::print("{}", verify::to_text(*report));
    }
    return verify::exit_code(report->verdict);
}

int parse_and_run(int count, char** arguments) {
    CLI::App app{"Verifies a log that nociq published, in a folder or on a server."};
    Settings settings;
    app.footer(manual);
    app.set_version_flag("--version", std::string{program_version});
    app.add_option("source", settings.source, "Folder of an export, or URL of a server")
        ->required();
    app.add_option("--policy", settings.policy, "Keys that may have signed the log");
    CLI::Option* const since =
        app.add_option("--since", settings.since, "Checkpoint kept from an earlier run");
    app.add_flag("--update", settings.update, "Then keep the newer checkpoint in that file")
        ->needs(since);
    app.add_flag("--skip-payloads", settings.skip_payloads, "Entries only, which is faster");
    app.add_flag("--replay-balances", settings.replay_balances,
                 "Show every balance; ask a server for each, and compare");
    app.add_flag("--json", settings.json, "The report as JSON");
    app.add_flag("--quiet", settings.quiet, "Nothing but what is wrong");
    try {
        app.parse(count, arguments);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : verify::exit_code(verify::Verdict::cannot_tell);
    }
    return run(settings);
}

}  // namespace
}  // namespace ledger::app

int main(int count, char** arguments) {
    try {
        return ledger::app::parse_and_run(count, arguments);
    } catch (const std::exception& error) {
        static_cast<void>(std::fprintf(stderr, "nociq-verify: %s\n", error.what()));
        return 2;
    }
}
