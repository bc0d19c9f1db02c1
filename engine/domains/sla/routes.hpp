// The HTTP face of SLAs: an endpoint is one handler and one row of the table below.
#pragma once

#include "engine/domains/sla/explain_view.hpp"
#include "engine/domains/sla/policy_view.hpp"
#include "engine/domains/sla/status_view.hpp"
#include "engine/kernel/route.hpp"

namespace ledger::sla {

Result<Reply> show_status(const Request& request, const Context& context);
Result<Reply> show_explanation(const Request& request, const Context& context);
Result<Reply> show_configs(const Request& request, const Context& context);
Result<Reply> preview(const Request& request, const Context& context);
Result<PreparedCommand> prepare_calculate(const Request& request);
Result<PreparedCommand> prepare_publish(const Request& request);

inline constexpr std::array status_views{status_view};
inline constexpr std::array explain_views{explain_view, policy_view};
inline constexpr std::array policy_views{policy_view};

/// The only list of endpoints: dispatch, authorisation and OpenAPI are all made from it.
inline constexpr std::array routes{
    Route{Method::get, "/api/v1/sla/status/{id}", Role::viewer, show_status,
          "Show where an outage's SLA stands.", status_views},
    Route{Method::get, "/api/v1/sla/explain/{id}", Role::viewer, show_explanation,
          "Show what each amount of an outage was made of.", explain_views},
    Route{Method::post, "/api/v1/sla/calculate", Role::engineer, prepare_calculate,
          "Price a resolved outage again; writes only what differs."},
    Route{Method::post, "/api/v1/sla/preview", Role::viewer, preview,
          "Show what the formula says, and write nothing.", policy_views},
    Route{Method::get, "/api/v1/sla/configs", Role::viewer, show_configs,
          "Show the latest SLA policy, or an older version.", policy_views},
    Route{Method::put, "/api/v1/sla/configs", Role::admin, prepare_publish,
          "Publish a new version of the SLA policy."},
};
static_assert(distinct_routes(routes), "two routes share a method and a path");

}  // namespace ledger::sla
