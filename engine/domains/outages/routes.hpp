// The endpoints of this domain.
#pragma once

#include "engine/bulk/import.hpp"
#include "engine/domains/outages/bulk_import.hpp"
#include "engine/domains/outages/commands.hpp"
#include "engine/domains/outages/examples.hpp"
#include "engine/domains/outages/list_requests.hpp"
#include "engine/domains/outages/queries.hpp"
#include "engine/domains/outages/requests.hpp"
#include "engine/domains/outages/views.hpp"
#include "engine/kernel/schema.hpp"

#include <array>

namespace ledger::outages {

inline constexpr std::array list_views{list_view};
inline constexpr std::array page_views{detail_view};
inline constexpr std::array history_views{detail_view, timeline_view};
inline constexpr std::array settings_views{settings_view};

inline constexpr std::array routes{
    Route{Method::get, "/api/v1/outages", Role::viewer, &list_outages,
          "List outages: filtered, searched, sorted.", list_views, Cost::scan,
          Shape{.query = parameters_of<ListQuery>,
                .replies = {{200,
                             {one_of<OutagesByOffset, OutagesByPage>, json_media_type,
                              examples::list}}}}},
    Route{Method::get, "/api/v1/outages/export", Role::viewer, &export_outages,
          "All outages that a filter names, as a file.", list_views, Cost::scan},
    Route{Method::post,
          "/api/v1/outages",
          Role::engineer,
          &prepare_create,
          "Record an outage.",
          {},
          Cost::point,
          Shape{.body = {{schema_of<CreateRequest>, json_media_type, examples::create}},
                .replies = {{201, {schema_of<CreateReply>, json_media_type, examples::created}},
                            {200, {schema_of<CreateReply>}}},
                .etag = true}},
    Route{Method::post,
          "/api/v1/outages/bulk-import",
          Role::engineer,
          &open_import,
          "Record many outages: CSV, JSON lines or JSON.",
          {},
          Cost::point,
          Shape{.query = parameters_of<bulk::ImportQuery>,
                .body = {{schema_of<std::string>, "text/csv", examples::csv},
                         {schema_of<std::string>, "application/x-ndjson"},
                         {schema_of<json::Raw>},
                         {nullptr, "multipart/form-data"}},
                .replies = {{200, {schema_of<ImportReply>}}, {422, {schema_of<ImportReply>}}}}},
    Route{Method::get, "/api/v1/outages/settings", Role::viewer, &show_settings,
          "Show what holds for all outages.", settings_views, Cost::point,
          Shape{.replies = {{200, {schema_of<SettingsBody>}}}}},
    Route{Method::put,
          "/api/v1/outages/settings",
          Role::admin,
          &prepare_settings,
          "Choose what holds for all outages.",
          {},
          Cost::point,
          Shape{.body = {{schema_of<SettingsBody>}},
                .replies = {{200, {schema_of<SettingsBody>}}},
                .etag = true,
                .if_match = true}},
    Route{Method::get, "/api/v1/outages/{id}", Role::viewer, &show_outage, "Show one outage.",
          page_views, Cost::point,
          Shape{.replies = {{200, {schema_of<OutagePage>, json_media_type, examples::page}}},
                .etag = true}},
    Route{Method::put,
          "/api/v1/outages/{id}",
          Role::engineer,
          &prepare_change,
          "Change an outage: details, severity, who sees to it, where it stands.",
          {},
          Cost::point,
          Shape{.body = {{schema_of<ChangeRequest>, json_media_type, examples::change}},
                .replies = {{200, {schema_of<ChangeReply>, json_media_type, examples::changed}}},
                .etag = true,
                .if_match = true}},
    Route{Method::del,
          "/api/v1/outages/{id}",
          Role::admin,
          &prepare_delete,
          "Strike an outage out; its id stays taken.",
          {},
          Cost::point,
          Shape{.query = parameters_of<DeleteQuery>, .replies = {{204}}, .if_match = true}},
    Route{Method::get, "/api/v1/outages/{id}/timeline", Role::viewer, &show_timeline,
          "List what happened to an outage, oldest first.", history_views, Cost::scan,
          Shape{.query = parameters_of<TimelineQuery>,
                .replies = {{200, {schema_of<TimelinePage>}}}}}};
static_assert(distinct_routes(routes), "two routes share a method and a path");

}  // namespace ledger::outages
