// The endpoints of this domain.
#pragma once

#include "engine/domains/maintenance/commands.hpp"
#include "engine/domains/maintenance/queries.hpp"
#include "engine/domains/maintenance/views.hpp"

#include <array>

namespace ledger::maintenance {

inline constexpr std::array read_views{window_view};

inline constexpr std::array routes{
    Route{Method::get, "/api/v1/maintenance/windows", Role::viewer, &list_windows,
          "List maintenance windows, as they begin.", read_views, Cost::scan},
    Route{Method::post, "/api/v1/maintenance/windows", Role::operator_, &prepare_plan,
          "Plan maintenance of a site and all sites below it."},
    Route{Method::get, "/api/v1/maintenance/windows/{id}", Role::viewer, &show_window,
          "Show one maintenance window.", read_views},
    Route{Method::put, "/api/v1/maintenance/windows/{id}", Role::operator_, &prepare_change,
          "Change a window before it begins."},
    Route{Method::del, "/api/v1/maintenance/windows/{id}", Role::operator_, &prepare_cancel,
          "Cancel a window before it begins."}};
static_assert(distinct_routes(routes), "two routes share a method and a path");

}  // namespace ledger::maintenance
