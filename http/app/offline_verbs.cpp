#include "http/app/offline_verbs.hpp"

#include "engine/kernel/codec.hpp"
#include "http/app/exit_codes.hpp"
#include "http/app/frozen_folder.hpp"
#include "http/app/progress.hpp"
#include "http/app/remote.hpp"
#include "snapshots/export.hpp"

#include <fmt/format.h>

namespace ledger::app {

int verify_folder(const OfflineRequest& request, const Surroundings& around) {
    const auto frozen = freeze(request.open, around);
    if (!frozen) return tell(frozen.error());
    Progress progress{around.clock, "events", request.quiet};
    const verify::VerifyReport report = verify::verify_database(
        *frozen->log, frozen->facts,
        [&](std::uint64_t done, std::uint64_t total) { progress.update(done, total); });
    progress.finish();
    if (request.json) {
        fmt::print("{}\n", json::text_of(report));
    } else {
        fmt::print("{}", verify::to_text(report));
    }
    return report.verdict == verify::Verdict::tampered      ? exit_integrity
           : report.verdict == verify::Verdict::cannot_tell ? exit_failed
                                                            : exit_ok;
}

int export_folder(const OfflineRequest& request, const Surroundings& around,
                  const std::string& directory, bool payloads) {
    // Opened as for serving: what is signed has passed every check of a start.
    auto ledger = open_ledger(request.open, around);
    if (!ledger) return tell(ledger.error());
    Progress progress{around.clock, "events", request.quiet};
    const auto summary = export_log(*ledger->log,
                                    {.checkpoint = ledger->publisher->latest().note,
                                     .key = ledger->publisher->verifier(),
                                     .directory = directory,
                                     .payloads = payloads},
                                    around.files, [&](std::uint64_t done, std::uint64_t total) {
                                        progress.update(done, total);
                                    });
    progress.finish();
    if (!summary) return tell(summary.error());
    fmt::print(stderr, "{} events, {} files, {} bytes written to {}\n", summary->size,
               summary->files_written, summary->bytes_written, directory);
    return exit_ok;
}

int recover_folder(const OfflineRequest& request, const Surroundings& around,
                   const std::string& reason) {
    const auto recovery = recover_ledger(request.open, around, reason);
    if (!recovery) return tell(recovery.error());
    if (!*recovery) {
        fmt::print(stderr, "The log is whole: there is nothing to recover.\n");
        return exit_ok;
    }
    fmt::print(
        stderr,
        "Recovered up to position {}; HEAD vouched for {} events. The loss stands in the log, "
        "which goes on as {}.\n",
        (*recovery)->lost_from, (*recovery)->known_size, (*recovery)->origin);
    return exit_ok;
}

}  // namespace ledger::app
