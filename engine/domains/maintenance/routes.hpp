// The endpoints of this domain.
#pragma once

#include "engine/domains/maintenance/commands.hpp"
#include "engine/domains/maintenance/queries.hpp"
#include "engine/domains/maintenance/requests.hpp"
#include "engine/domains/maintenance/views.hpp"
#include "engine/kernel/schema.hpp"

#include <array>

namespace ledger::maintenance {

inline constexpr std::array read_views{window_view};

inline constexpr std::array routes{
    Route{Method::get, "/api/v1/maintenance/windows", Role::viewer, &list_windows,
          "List maintenance windows, as they begin.", read_views, Cost::scan,
          Shape{.query = parameters_of<ListQuery>,
                .replies = {{200, {one_of<WindowsByOffset, WindowsByNumber>}}}}},
    Route{Method::post,
          "/api/v1/maintenance/windows",
          Role::operator_,
          &prepare_plan,
          "Plan maintenance of a site and all sites below it.",
          {},
          Cost::point,
          Shape{.body = {{schema_of<PlanRequest>}},
                .replies = {{201, {schema_of<WindowReply>}}},
                .etag = true}},
    Route{Method::get, "/api/v1/maintenance/windows/{id}", Role::viewer, &show_window,
          "Show one maintenance window.", read_views, Cost::point,
          Shape{.replies = {{200, {schema_of<WindowReply>}}}, .etag = true}},
    Route{Method::put,
          "/api/v1/maintenance/windows/{id}",
          Role::operator_,
          &prepare_change,
          "Change a window before it begins.",
          {},
          Cost::point,
          Shape{.body = {{schema_of<ChangeRequest>}},
                .replies = {{200, {schema_of<WindowReply>}}},
                .etag = true,
                .if_match = true}},
    Route{Method::del,
          "/api/v1/maintenance/windows/{id}",
          Role::operator_,
          &prepare_cancel,
          "Cancel a window before it begins.",
          {},
          Cost::point,
          Shape{.query = parameters_of<CancelQuery>, .replies = {{204}}, .if_match = true}}};
static_assert(distinct_routes(routes), "two routes share a method and a path");

}  // namespace ledger::maintenance
