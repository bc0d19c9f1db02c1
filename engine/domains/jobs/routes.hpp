// The endpoints of this domain, and its view.
#pragma once

#include "engine/domains/jobs/job.hpp"
#include "engine/domains/jobs/job_view.hpp"
#include "engine/kernel/schema.hpp"

#include <array>

namespace ledger::jobs {

inline constexpr auto job_event_names = std::to_array<std::string_view>(
    {ImportStarted::meta.name, JobCancelled::meta.name, ImportFinished::meta.name});
inline constexpr std::array views{
    View{job_view, 1, job_event_names, fold_job, "Jobs, newest first: how they stand and ended."}};
inline constexpr std::array job_views{job_view};

inline constexpr std::array routes{
    Route{Method::get, "/api/v1/jobs", Role::viewer, &list_jobs, "List jobs, newest first.",
          job_views, Cost::scan,
          Shape{.query = parameters_of<JobsQuery>, .replies = {{200, {schema_of<JobsReply>}}}}},
    Route{Method::get, "/api/v1/jobs/{id}", Role::viewer, &show_job, "Show one job.", job_views,
          Cost::point, Shape{.replies = {{200, {schema_of<JobReply>}}}}},
    Route{Method::post,
          "/api/v1/jobs/{id}/cancel",
          Role::operator_,
          &prepare_cancel,
          "End a job early; what it has done stays.",
          {},
          Cost::point,
          Shape{.replies = {{202, {schema_of<CancelReply>}}}}},
    Route{Method::get, "/api/v1/outages/bulk/history", Role::viewer, &list_outage_imports,
          "List large imports of outages, newest first.", job_views, Cost::scan,
          Shape{.query = parameters_of<JobsQuery>, .replies = {{200, {schema_of<JobsReply>}}}}}};
static_assert(distinct_routes(routes), "two routes share a method and a path");

}  // namespace ledger::jobs
