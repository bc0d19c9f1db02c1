#include "http/app/import_verb.hpp"

#include "engine/core/uuid_source.hpp"
#include "engine/domains/outages/bulk_import.hpp"
#include "engine/kernel/codec.hpp"
#include "engine/kernel/encoding.hpp"
#include "http/app/exit_codes.hpp"
#include "http/app/pause.hpp"
#include "http/app/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace ledger::app {
namespace {

using bulk::ListedError;
using outages::ImportReply;

/// As much as the server takes of one body.
constexpr std::uint64_t max_file_bytes = std::uint64_t{64} << 20;
constexpr Duration poll_pause = std::chrono::milliseconds{500};
constexpr int accepted_status = 202;
constexpr std::size_t shown_errors = 20;
constexpr int first_error_status = 400;

struct Summary {
    std::int64_t rows = 0;
    std::int64_t imported = 0;
    std::int64_t validated = 0;
    std::int64_t skipped = 0;
    std::int64_t error_count = 0;
    std::vector<ListedError> errors;
    static constexpr auto fields() {
        using S = Summary;
        return std::tuple{Field{"rows", &S::rows, "Rows read."},
                          Field{"imported", &S::imported, "Rows that are outages now."},
                          Field{"validated", &S::validated, "Rows without an error."},
                          Field{"skipped", &S::skipped, "Rows that were there before."},
                          Field{"error_count", &S::error_count, "Errors in all rows."},
                          Field{"errors", &S::errors, "Each of them."}};
    }
};

std::string_view content_type(ImportFormat format) {
    switch (format) {
        case ImportFormat::csv: return "text/csv";
        case ImportFormat::ndjson: return "application/x-ndjson";
        case ImportFormat::json: return "application/json";
    }
    return "";
}

std::string joined(const std::vector<std::string>& items, char separator) {
    std::string text;
    for (const std::string& item : items) {
        if (!text.empty()) text += separator;
        text += item;
    }
    return text;
}

std::string target_of(const ImportRequest& request) {
    return "/api/v1/outages/bulk-import" +
           query_of({{"consistency", request.consistency},
                     {"dry_run", request.dry_run ? "true" : ""},
                     {"preset", request.preset},
                     {"map", joined(request.map, ',')},
                     {"ignore", joined(request.ignore, ',')},
                     {"set", joined(request.set, ',')},
                     {"map_value", joined(request.map_value, ',')},
                     {"list_separator", request.list_separator},
                     {"time_zone", request.time_zone},
                     {"time_format", joined(request.time_format, '|')}});
}

Summary summary_of(ImportReply told) {
    return {.rows = told.total_rows,
            .imported = told.imported,
            .validated = told.validated,
            .skipped = told.skipped,
            .error_count = told.error_count,
            .errors = std::move(told.errors)};
}

/// What the summary needs of a job.
struct FollowedProgress {
    std::uint64_t done = 0;
    std::optional<std::uint64_t> total;

    static constexpr auto fields() {
        using P = FollowedProgress;
        return std::tuple{Field{"done", &P::done, ""}, Field{"total", &P::total, ""}};
    }
};

struct FollowedError {
    std::int64_t row = 0;
    std::string field;
    std::string message;

    static constexpr auto fields() {
        using E = FollowedError;
        return std::tuple{Field{"row", &E::row, ""}, Field{"field", &E::field, ""},
                          Field{"message", &E::message, ""}};
    }
};

struct FollowedJob {
    std::string id;
    std::string state;
    FollowedProgress progress;
    std::int64_t total_rows = 0;
    std::int64_t imported = 0;
    std::int64_t skipped = 0;
    std::int64_t error_count = 0;
    std::vector<FollowedError> errors;
    std::optional<std::string> reason;

    static constexpr auto fields() {
        using J = FollowedJob;
        return std::tuple{Field{"id", &J::id, ""},
                          Field{"state", &J::state, ""},
                          Field{"progress", &J::progress, ""},
                          Field{"total_rows", &J::total_rows, ""},
                          Field{"imported", &J::imported, ""},
                          Field{"skipped", &J::skipped, ""},
                          Field{"error_count", &J::error_count, ""},
                          Field{"errors", &J::errors, ""},
                          Field{"reason", &J::reason, ""}};
    }
};

struct JobReply {
    FollowedJob job;
    static constexpr auto fields() { return std::tuple{Field{"job", &JobReply::job, ""}}; }
};

Result<FollowedJob> job_of(const HttpResponse& reply) {
    TRY(told, json::parse_stored<JobReply>(reply.body, json::Unknown::ignored));
    return std::move(told.job);
}

/// Of a job, which tells of its first errors only, and does not count the rows without one.
Summary summary_of(FollowedJob job) {
    Summary summary{.rows = job.total_rows,
                    .imported = job.imported,
                    .validated = job.imported + job.skipped,
                    .skipped = job.skipped,
                    .error_count = job.error_count,
                    .errors = {}};
    for (FollowedError& error : job.errors)
        summary.errors.push_back({error.row, std::move(error.field), {}, std::move(error.message)});
    return summary;
}

/// Until the job has ended.
Result<Summary> follow(Remote& remote, FollowedJob job, Progress& progress) {
    const std::string target = "/api/v1/jobs/" + job.id;
    while (job.state == "running") {
        progress.update(job.progress.done, job.progress.total.value_or(0));
        pause_for(poll_pause);
        TRY(reply, remote.ask("GET", target));
        TRY(next, job_of(reply));
        job = std::move(next);
    }
    progress.update(job.progress.done, job.progress.total.value_or(0));
    progress.finish();
    if (job.state != "done")
        return fail(ErrorKind::conflict, "job.ended",
                    fmt::format("the job {} {}, after {} rows{}", job.id,
                                job.state == "failed" ? "failed" : "was cancelled", job.imported,
                                job.reason ? ": " + *job.reason : ""));
    return summary_of(std::move(job));
}

Result<Summary> import(const RemoteSettings& settings, const ImportRequest& request,
                       const ImportSurroundings& around) {
    TRY(body, read_file(around.files, request.file, max_file_bytes));
    TRY(remote, Remote::connect(settings, around.files));
    const std::string key = to_text(UuidSource{around.entropy}.next(around.clock.now()));
    TRY(reply, remote.ask_any("POST", target_of(request),
                              {{"Content-Type", std::string{content_type(request.format)}},
                               {"Idempotency-Key", key}},
                              body));
    if (reply.status == accepted_status) {
        TRY(job, job_of(reply));
        if (!request.quiet) fmt::print(stderr, "imported in the background, as {}\n", job.id);
        Progress progress{around.clock, "bytes", request.quiet};
        return follow(remote, std::move(job), progress);
    }
    auto told = json::parse<ImportReply>(reply.body);
    // Of an atomic import that is refused there is a report as well: it names the bad rows.
    if (!told) return fail(reply.status < first_error_status ? told.error() : error_of(reply));
    return summary_of(std::move(*told));
}

void print(const Summary& summary, bool dry_run) {
    fmt::print("{} rows: {} {}, {} skipped (already there), {} errors\n", summary.rows,
               dry_run ? summary.validated - summary.skipped : summary.imported,
               dry_run ? "would be imported" : "imported", summary.skipped, summary.error_count);
    for (std::size_t i = 0; i < std::min(shown_errors, summary.errors.size()); ++i) {
        const ListedError& error = summary.errors[i];
        fmt::print(stderr, "  row {}{}{}: {}\n", error.row, error.field.empty() ? "" : ", ",
                   error.field, error.message);
    }
    if (summary.errors.size() > shown_errors)
        fmt::print(stderr, "  and {} more; see them with --json\n",
                   summary.errors.size() - shown_errors);
}

}  // namespace

int import_outages(const RemoteSettings& settings, const ImportRequest& request,
                   const ImportSurroundings& around) {
    const Result<Summary> summary = import(settings, request, around);
    if (!summary) return tell(summary.error());
    if (settings.json) {
        fmt::print("{}\n", json::text_of(*summary));
    } else {
        print(*summary, request.dry_run);
    }
    return summary->error_count == 0 ? exit_ok : exit_failed;
}

}  // namespace ledger::app
