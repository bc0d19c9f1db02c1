#include "engine/domains/jobs/job.hpp"

#include "engine/core/tx.hpp"
#include "engine/domains/jobs/job_view.hpp"
#include "engine/kernel/query.hpp"

#include <fmt/format.h>

namespace ledger::jobs {
namespace {

constexpr std::string_view counter = "job";

/// What an import's reply says about it as a whole.
struct Report {
    std::int64_t total_rows = 0;
    std::int64_t imported = 0;
    std::int64_t skipped = 0;
    std::int64_t error_count = 0;
    std::vector<KeptError> errors{};

    static constexpr auto fields() {
        using R = Report;
        return std::tuple{Field{"total_rows", &R::total_rows, ""},
                          Field{"imported", &R::imported, ""}, Field{"skipped", &R::skipped, ""},
                          Field{"error_count", &R::error_count, ""},
                          Field{"errors", &R::errors, ""}};
    }
};

Error over(std::string_view job) {
    return {.kind = ErrorKind::conflict,
            .code = "job.over",
            .message = "the job " + std::string{job} + " has ended or was cancelled"};
}

Result<Reply> start(Tx& tx, const JobStart& start) {
    TRY(number, tx.next(counter));
    const JobId id = job_id(number);
    tx.begin<Job>(id.value);
    TRY(tx.append<Job>(id.value, ImportStarted{.job = id,
                                               .kind = start.kind,
                                               .mode = "commit",
                                               .consistency = "partial",
                                               .bytes = start.bytes,
                                               .sha256 = start.sha256,
                                               .target = start.target,
                                               .content_type = start.content_type,
                                               .file = start.file}));
    JobPage page{
        .job = id, .kind = start.kind, .started_at = tx.now(), .started_by = tx.caller().actor};
    page.progress.total = static_cast<std::int64_t>(start.bytes);
    return Reply{.status = 202,
                 .body = json::text_of(JobReply{std::move(page)}),
                 .headers = {{"Location", "/api/v1/jobs/" + id.value}}};
}

Result<ImportFinished> facts_of(const std::string& job, const JobEnd& end) {
    ImportFinished facts{.job = JobId{job}};
    if (!end.report.empty()) {
        TRY(report, json::parse_stored<Report>(end.report, json::Unknown::ignored));
        facts.total_rows = report.total_rows;
        facts.imported = report.imported;
        facts.skipped = report.skipped;
        facts.error_count = report.error_count;
        facts.errors = std::move(report.errors);
        facts.errors.resize(std::min(facts.errors.size(), max_kept_errors));
    }
    if (!end.reason.empty()) {
        facts.state = JobState::failed;
        facts.reason = end.reason.substr(0, max_reason_bytes);
    }
    if (end.was_cancelled) facts.state = JobState::cancelled;
    return facts;
}

Result<Reply> finish(Tx& tx, const std::string& job, const JobEnd& end) {
    TRY(state, tx.load<Job>(job));
    if (!state->exists || state->has_ended) return Reply{};
    TRY(facts, facts_of(job, end));
    TRY(tx.append<Job>(job, facts));
    return Reply{};
}

Result<Reply> cancel(Tx& tx, const std::string& job) {
    TRY(state, tx.load<Job>(job));
    if (!state->exists)
        return fail(ErrorKind::not_found, "job.not_found", "there is no job " + job);
    if (state->has_ended) return fail(over(job));
    if (!state->is_cancelled) TRY(tx.append<Job>(job, JobCancelled{JobId{job}}));
    return Reply{.status = 202, .body = json::text_of(CancelReply{JobId{job}})};
}

Touch touch_of(const std::string& job) {
    return {.stream_type = &aggregate_type<Job>, .unique_space = {}, .value = job};
}

PreparedCommand prepare_start(JobStart begun) {
    return {.handler = [begun = std::move(begun)](Tx& tx) { return start(tx, begun); },
            .touches = {}};
}

PreparedCommand guarded(std::string job, PreparedCommand step) {
    step.touches.push_back(touch_of(job));
    step.handler = [job = std::move(job),
                    handler = std::move(step.handler)](Tx& tx) -> Result<Reply> {
        TRY(state, tx.load<Job>(job));
        if (state->is_cancelled || state->has_ended) return fail(over(job));
        return handler(tx);
    };
    return step;
}

PreparedCommand prepare_finish(std::string job, JobEnd end) {
    const Touch touch = touch_of(job);
    return {.handler = [job = std::move(job),
                        end = std::move(end)](Tx& tx) { return finish(tx, job, end); },
            .touches = {touch}};
}

}  // namespace

Job evolve(Job job, const Event& event) {
    if (std::holds_alternative<ImportStarted>(event)) job.exists = true;
    if (std::holds_alternative<JobCancelled>(event)) job.is_cancelled = true;
    if (std::holds_alternative<ImportFinished>(event)) job.has_ended = true;
    return job;
}

JobId job_id(std::uint64_t number) { return JobId{fmt::format("JOB{:03}", number)}; }

const JobBook job_book{.view = job_view,
                       .start = prepare_start,
                       .guarded = guarded,
                       .finish = prepare_finish,
                       .unfinished = unfinished_jobs};

Result<PreparedCommand> prepare_cancel(const Request& request) {
    TRY(parse_query<NoParameters>(request));
    std::string job = request.path_values.at("id");
    const Touch touch = touch_of(job);
    return PreparedCommand{.handler = [job = std::move(job)](Tx& tx) { return cancel(tx, job); },
                           .touches = {touch}};
}

}  // namespace ledger::jobs
