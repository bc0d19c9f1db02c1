// What is shown of jobs, and the view that it is read from.
#pragma once

#include "engine/domains/jobs/job_events.hpp"
#include "engine/kernel/job.hpp"
#include "engine/kernel/view.hpp"

namespace ledger::jobs {

inline constexpr std::string_view job_view = "jobs";

struct ShownProgress {
    std::int64_t done = 0;
    std::optional<std::int64_t> total{};
    double rate = 0;
    std::optional<double> eta_s{};

    static constexpr auto fields() {
        using P = ShownProgress;
        return std::tuple{Field{"done", &P::done, "Bytes of the body that were read."},
                          Field{"total", &P::total, "Bytes that it has."},
                          Field{"rate", &P::rate, "Bytes a second; 0 while it waits."},
                          Field{"eta_s", &P::eta_s, "Seconds until the end; null: not known."}};
    }
    bool operator==(const ShownProgress&) const = default;
};

struct JobPage {
    JobId job{};
    std::string kind{};
    JobState state = JobState::running;
    bool cancel_requested = false;
    Timestamp started_at{};
    std::optional<Timestamp> finished_at{};
    std::string started_by{};
    ShownProgress progress{};
    std::int64_t total_rows = 0;
    std::int64_t imported = 0;
    std::int64_t skipped = 0;
    std::int64_t error_count = 0;
    std::vector<KeptError> errors{};
    std::optional<std::string> reason{};

    static constexpr auto fields() {
        using P = JobPage;
        return std::tuple{
            Field{"id", &P::job, "The job."},
            Field{"kind", &P::kind, "What it does."},
            Field{"state", &P::state, "`running`, or how it ended."},
            Field{"cancel_requested", &P::cancel_requested, "Whether it is to end early."},
            Field{"started_at", &P::started_at, "When its body was taken in."},
            Field{"finished_at", &P::finished_at, "When it ended; null: it runs."},
            Field{"started_by", &P::started_by, "Whom it works for."},
            Field{"progress", &P::progress, "How far it has come."},
            Field{"total_rows", &P::total_rows, "Rows read, once it ended."},
            Field{"imported", &P::imported, "Rows recorded, once it ended."},
            Field{"skipped", &P::skipped, "Rows that were there before."},
            Field{"error_count", &P::error_count, "Errors in all rows."},
            Field{"errors", &P::errors, "The first of them."}.items(0, max_kept_errors),
            Field{"reason", &P::reason, "Why it failed."}};
    }
};

struct JobReply {
    JobPage job{};
    static constexpr auto fields() { return std::tuple{Field{"job", &JobReply::job, "The job."}}; }
};

struct CancelReply {
    JobId job{};
    static constexpr auto fields() {
        return std::tuple{Field{"job", &CancelReply::job, "The job that will end."}};
    }
};

struct JobsQuery {
    std::int64_t limit = 50;
    std::int64_t offset = 0;

    static constexpr auto fields() {
        using Q = JobsQuery;
        return std::tuple{
            Field{"limit", &Q::limit, "How many at most."}.range(1, 200).or_default(),
            Field{"offset", &Q::offset, "How many to pass over."}.range(0, 100'000).or_default()};
    }
};

struct JobsReply {
    std::int64_t total = 0;
    std::int64_t limit = 0;
    std::int64_t offset = 0;
    bool has_next = false;
    std::vector<JobPage> jobs{};

    static constexpr auto fields() {
        using R = JobsReply;
        return std::tuple{Field{"total", &R::total, "How many there are."},
                          Field{"limit", &R::limit, "How many at most."},
                          Field{"offset", &R::offset, "How many come before."},
                          Field{"has_next", &R::has_next, "Whether more follow."},
                          Field{"jobs", &R::jobs, "Newest first."}.items(0, 200)};
    }
};

Result<void> fold_job(Rows& rows, const ViewEvent& seen);
Result<std::vector<UnfinishedJob>> unfinished_jobs(const RowReader& rows);

Result<Reply> show_job(const Request& request, const Context& context);
Result<Reply> list_jobs(const Request& request, const Context& context);
/// Those that import outages.
Result<Reply> list_outage_imports(const Request& request, const Context& context);

}  // namespace ledger::jobs
