// The life of a job: running, then done, failed or cancelled. Pure.
#pragma once

#include "engine/core/aggregate.hpp"
#include "engine/domains/jobs/job_events.hpp"
#include "engine/kernel/job.hpp"

namespace ledger::jobs {

struct Job {
    static constexpr std::string_view category = "job";
    using Event = jobs::Event;
    static constexpr const auto& event_types() { return jobs::event_types; }

    bool exists = false;
    bool is_cancelled = false;  ///< Somebody asked for it; it may still run its last step.
    bool has_ended = false;
};

Job evolve(Job job, const Event& event);

/// "JOB" and the counter, at least three digits.
JobId job_id(std::uint64_t number);

/// How the machinery of jobs has them recorded.
extern const JobBook job_book;

Result<PreparedCommand> prepare_cancel(const Request& request);

}  // namespace ledger::jobs
