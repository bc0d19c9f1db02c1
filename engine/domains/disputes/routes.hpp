// The HTTP face of disputes: an endpoint is one handler and one row of the table below.
#pragma once

#include "engine/domains/disputes/dispute_view.hpp"
#include "engine/domains/disputes/requests.hpp"
#include "engine/kernel/route.hpp"
#include "engine/kernel/schema.hpp"

namespace ledger::disputes {

Result<Reply> list_disputes(const Request& request, const Context& context);
Result<Reply> show_dispute(const Request& request, const Context& context);
Result<PreparedCommand> prepare_open(const Request& request);
Result<PreparedCommand> prepare_patch(const Request& request);

inline constexpr std::array dispute_views{dispute_view};

inline constexpr std::array routes{
    Route{Method::get, "/api/v1/sla/disputes", Role::viewer, list_disputes,
          "List the disputes of SLA results, newest first.", dispute_views, Cost::scan,
          Shape{.query = parameters_of<ListQuery>,
                .replies = {{200, {one_of<DisputesByOffset, DisputesByNumber>}}}}},
    Route{Method::post,
          "/api/v1/sla/disputes",
          Role::engineer,
          prepare_open,
          "Dispute an outage's latest SLA result; it is held meanwhile.",
          {},
          Cost::point,
          Shape{.body = {{schema_of<OpenRequest>}},
                .replies = {{201, {schema_of<DisputeShown>}}, {404}},
                .etag = true}},
    Route{Method::get, "/api/v1/sla/disputes/{id}", Role::viewer, show_dispute,
          "Show a dispute and what happened to it.", dispute_views, Cost::point,
          Shape{.replies = {{200, {schema_of<DisputePage>}}}, .etag = true}},
    Route{Method::patch,
          "/api/v1/sla/disputes/{id}",
          Role::operator_,
          prepare_patch,
          "Review, escalate, accept, reject or withdraw a dispute.",
          {},
          Cost::point,
          Shape{.body = {{schema_of<PatchRequest>}},
                .replies = {{200, {schema_of<DisputeShown>}}},
                .etag = true,
                .if_match = true}},
};
static_assert(distinct_routes(routes), "two routes share a method and a path");

}  // namespace ledger::disputes
