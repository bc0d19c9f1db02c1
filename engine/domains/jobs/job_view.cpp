#include "engine/domains/jobs/job_view.hpp"

#include "engine/kernel/bytes.hpp"
#include "engine/kernel/query.hpp"
#include "engine/ports/stored.hpp"

#include <charconv>
#include <limits>

namespace ledger::jobs {
namespace {

constexpr std::string_view outage_imports = "outages.import";
constexpr std::string_view id_prefix = "JOB";

/// A job as it is stored: what is shown, and what is needed to go on with it.
struct JobRow {
    JobPage page;
    std::string target;
    std::string content_type;
    std::string file;
    Hash sha256;

    static constexpr auto fields() {
        using R = JobRow;
        return std::tuple{Field{"page", &R::page, ""}, Field{"target", &R::target, ""},
                          Field{"content_type", &R::content_type, ""}, Field{"file", &R::file, ""},
                          Field{"sha256", &R::sha256, ""}};
    }
};

/// Newest first; nothing when `id` is none of ours.
std::optional<std::string> key_of(std::string_view id) {
    if (!id.starts_with(id_prefix)) return std::nullopt;
    std::uint64_t number = 0;
    const char* const end = id.data() + id.size();
    const auto [stop, error] = std::from_chars(id.data() + id_prefix.size(), end, number);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return big_endian_key(std::numeric_limits<std::uint64_t>::max() - number);
}

Result<std::optional<JobRow>> find_job(const RowReader& rows, std::string_view id) {
    const auto key = key_of(id);
    if (!key) return std::nullopt;
    return find<JobRow>(rows, *key);
}

Result<void> each_row(const RowReader& rows, FunctionRef<void(JobRow&)> visit) {
    std::optional<Error> error;
    TRY(rows.scan("", "", [&](std::string_view, std::string_view value) {
        auto row = Stored<JobRow>::from_bytes(value);
        if (row) visit(row->value);
        if (!row) error = std::move(row.error());
        return !error;
    }));
    if (error) return fail(std::move(*error));
    return {};
}

void apply(JobRow& row, const RecordedEvent& event, const ImportStarted& started) {
    row.target = started.target;
    row.content_type = started.content_type;
    row.file = started.file;
    row.sha256 = started.sha256;
    row.page.job = started.job;
    row.page.kind = started.kind;
    row.page.started_at = event.recorded_at;
    row.page.started_by = event.actor;
    row.page.progress.total = static_cast<std::int64_t>(started.bytes);
}

void apply(JobRow& row, const RecordedEvent&, const JobCancelled&) {
    row.page.cancel_requested = true;
}

void apply(JobRow& row, const RecordedEvent& event, const ImportFinished& finished) {
    JobPage& page = row.page;
    page.state = finished.state;
    page.finished_at = event.recorded_at;
    page.total_rows = finished.total_rows;
    page.imported = finished.imported;
    page.skipped = finished.skipped;
    page.error_count = finished.error_count;
    page.errors = finished.errors;
    page.reason = finished.reason;
    if (finished.state == JobState::done) page.progress.done = page.progress.total.value_or(0);
}

/// Only the process that runs it knows how far a job has come.
void fill_progress(JobPage& page, const Context& context) {
    if (page.state != JobState::running || !context.job_progress) return;
    const std::optional<JobProgress> progress = context.job_progress(page.job.value);
    if (!progress) return;
    page.progress.done = static_cast<std::int64_t>(progress->done_bytes);
    page.progress.rate = progress->bytes_per_second;
    if (progress->bytes_per_second > 0)
        page.progress.eta_s =
            static_cast<double>(page.progress.total.value_or(0) - page.progress.done) /
            progress->bytes_per_second;
}

Result<Reply> list(const Request& request, const Context& context, std::string_view kind) {
    TRY(query, parse_query<JobsQuery>(request));
    JobsReply reply{.limit = query.limit, .offset = query.offset};
    TRY(each_row(context.rows(job_view), [&](JobRow& row) {
        if (!kind.empty() && row.page.kind != kind) return;
        const std::int64_t index = reply.total++;
        if (index < query.offset || index >= query.offset + query.limit) return;
        fill_progress(row.page, context);
        reply.jobs.push_back(std::move(row.page));
    }));
    reply.has_next = query.offset + query.limit < reply.total;
    return Reply{.body = json::text_of(reply), .headers = {{"Cache-Control", "no-store"}}};
}

}  // namespace

Result<void> fold_job(Rows& rows, const ViewEvent& seen) {
    const RecordedEvent& event = *seen;
    if (!event.payload) return {};  // Redacted: what it said may not be shown any more.
    TRY(decoded, (decode_event(event_types, event.type, event.schema_version, *event.payload)));
    const std::string id = std::visit([](const auto& fact) { return fact.job.value; }, decoded);
    const auto key = key_of(id);
    if (!key) return fail(ErrorKind::corrupt, "job.id", "an event is about the job " + id);
    TRY(found, find_job(rows, id));
    JobRow row = found.value_or(JobRow{});
    std::visit([&](const auto& fact) { apply(row, event, fact); }, decoded);
    put(rows, *key, row);
    return {};
}

Result<std::vector<UnfinishedJob>> unfinished_jobs(const RowReader& rows) {
    std::vector<UnfinishedJob> jobs;
    TRY(each_row(rows, [&](const JobRow& row) {
        if (row.page.state != JobState::running) return;
        jobs.push_back(
            {.id = row.page.job.value,
             .actor = row.page.started_by,
             .start = {.kind = row.page.kind,
                       .target = row.target,
                       .content_type = row.content_type,
                       .file = row.file,
                       .bytes = static_cast<std::uint64_t>(row.page.progress.total.value_or(0)),
                       .sha256 = row.sha256}});
    }));
    // The oldest first.
    return std::vector<UnfinishedJob>{jobs.rbegin(), jobs.rend()};
}

Result<Reply> show_job(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    const std::string& id = request.path_values.at("id");
    TRY(row, find_job(context.rows(job_view), id));
    if (!row) return fail(ErrorKind::not_found, "job.not_found", "there is no job " + id);
    fill_progress(row->page, context);
    return Reply{.body = json::text_of(JobReply{std::move(row->page)}),
                 .headers = {{"Cache-Control", "no-store"}}};
}

Result<Reply> list_jobs(const Request& request, const Context& context) {
    return list(request, context, {});
}

Result<Reply> list_outage_imports(const Request& request, const Context& context) {
    return list(request, context, outage_imports);
}

}  // namespace ledger::jobs
