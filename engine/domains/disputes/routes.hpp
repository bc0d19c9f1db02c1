// The HTTP face of disputes: an endpoint is one handler and one row of the table below.
#pragma once

#include "engine/domains/disputes/dispute_view.hpp"
#include "engine/kernel/route.hpp"

namespace ledger::disputes {

Result<Reply> list_disputes(const Request& request, const Context& context);
Result<Reply> show_dispute(const Request& request, const Context& context);
Result<PreparedCommand> prepare_open(const Request& request);
Result<PreparedCommand> prepare_patch(const Request& request);

inline constexpr std::array dispute_views{dispute_view};

inline constexpr std::array routes{
    Route{Method::get, "/api/v1/sla/disputes", Role::viewer, list_disputes,
          "List the disputes of SLA results, newest first.", dispute_views, Cost::scan},
    Route{Method::post, "/api/v1/sla/disputes", Role::engineer, prepare_open,
          "Dispute an outage's latest SLA result; it is held meanwhile."},
    Route{Method::get, "/api/v1/sla/disputes/{id}", Role::viewer, show_dispute,
          "Show a dispute and what happened to it.", dispute_views},
    Route{Method::patch, "/api/v1/sla/disputes/{id}", Role::operator_, prepare_patch,
          "Review, escalate, accept, reject or withdraw a dispute."},
};
static_assert(distinct_routes(routes), "two routes share a method and a path");

}  // namespace ledger::disputes
