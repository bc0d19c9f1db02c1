// The endpoints of this domain.
#pragma once

#include "engine/domains/outages/bulk_import.hpp"
#include "engine/domains/outages/commands.hpp"
#include "engine/domains/outages/queries.hpp"
#include "engine/domains/outages/views.hpp"

#include <array>

namespace ledger::outages {

inline constexpr std::array list_views{list_view};
inline constexpr std::array page_views{detail_view};
inline constexpr std::array history_views{detail_view, timeline_view};

inline constexpr std::array routes{
    Route{Method::get, "/api/v1/outages", Role::viewer, &list_outages,
          "List outages: filtered, searched, sorted.", list_views, Cost::scan},
    Route{Method::get, "/api/v1/outages/export", Role::viewer, &export_outages,
          "All outages that a filter names, as a file.", list_views, Cost::scan},
    Route{Method::post, "/api/v1/outages", Role::engineer, &prepare_create, "Record an outage."},
    Route{Method::post, "/api/v1/outages/bulk-import", Role::engineer, &open_import,
          "Record many outages: CSV, JSON lines or JSON."},
    Route{Method::get, "/api/v1/outages/{id}", Role::viewer, &show_outage, "Show one outage.",
          page_views},
    Route{Method::put, "/api/v1/outages/{id}", Role::engineer, &prepare_change,
          "Change an outage: details, severity, who sees to it, where it stands."},
    Route{Method::del, "/api/v1/outages/{id}", Role::admin, &prepare_delete,
          "Strike an outage out; its id stays taken."},
    Route{Method::get, "/api/v1/outages/{id}/timeline", Role::viewer, &show_timeline,
          "List what happened to an outage, oldest first.", history_views, Cost::scan}};
static_assert(distinct_routes(routes), "two routes share a method and a path");

}  // namespace ledger::outages
