// The endpoints of this domain.
#pragma once

#include "engine/bulk/import.hpp"
#include "engine/domains/outages/bulk_import.hpp"
#include "engine/domains/outages/commands.hpp"
#include "engine/domains/outages/examples.hpp"
#include "engine/domains/outages/list_requests.hpp"
#include "engine/domains/outages/course_commands.hpp"
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
    Route{Method::post, "/api/v1/outages/batch/acknowledge", Role::engineer,
          &prepare_batch_acknowledge, "Say that up to 200 outages were seen, each for itself."},
    Route{Method::post, "/api/v1/outages/batch/resolve", Role::engineer, &prepare_batch_resolve,
          "Resolve up to 200 outages, each for itself."},
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
                .replies = {{200, {schema_of<TimelinePage>}}}}},
    Route{Method::post, "/api/v1/outages/{id}/acknowledge", Role::engineer, &prepare_acknowledge,
          "Say that an open outage was seen."},
    Route{Method::post, "/api/v1/outages/{id}/assign", Role::engineer, &prepare_assign,
          "Say who sees to an outage."},
    Route{Method::post, "/api/v1/outages/{id}/notes", Role::engineer, &prepare_note,
          "Note something about an outage."},
    Route{Method::post, "/api/v1/outages/{id}/related", Role::engineer, &prepare_relate,
          "Say that two outages have to do with each other."},
    Route{Method::post, "/api/v1/outages/{id}/clock/stop", Role::engineer, &prepare_clock_stop,
          "Stop the clock of an open outage: no time counts."},
    Route{Method::post, "/api/v1/outages/{id}/clock/start", Role::engineer, &prepare_clock_start,
          "Start the clock of an open outage again."},
    Route{Method::post, "/api/v1/outages/{id}/resolve", Role::engineer, &prepare_resolve,
          "Resolve an outage, and show what that costs or earns."},
    Route{Method::post, "/api/v1/outages/{id}/reopen", Role::engineer, &prepare_reopen,
          "Say that the fault of a resolved outage came back."},
    Route{Method::post, "/api/v1/outages/{id}/close", Role::engineer, &prepare_close,
          "Close a resolved outage for good."},
    Route{Method::post, "/api/v1/outages/{id}/correct", Role::operator_, &prepare_correct,
          "Put right what was recorded of an outage's time and severity."},
    Route{Method::post, "/api/v1/outages/{id}/restore", Role::admin, &prepare_restore,
          "Bring a deleted outage back as it was."}};
static_assert(distinct_routes(routes), "two routes share a method and a path");

}  // namespace ledger::outages
