// The endpoints of this domain.
#pragma once

#include "engine/bulk/import.hpp"
#include "engine/domains/sites/commands.hpp"
#include "engine/domains/sites/queries.hpp"
#include "engine/domains/sites/requests.hpp"
#include "engine/domains/sites/site_import.hpp"
#include "engine/domains/sites/views.hpp"
#include "engine/kernel/schema.hpp"

#include <array>

namespace ledger::sites {

inline constexpr std::array read_views{site_view};

inline constexpr std::array routes{
    Route{Method::get, "/api/v1/sites", Role::viewer, &list_sites, "List sites, by id.", read_views,
          Cost::scan,
          Shape{.query = parameters_of<ListQuery>,
                .replies = {{200, {one_of<SitesByOffset, SitesByNumber>}}}}},
    Route{Method::post,
          "/api/v1/sites",
          Role::operator_,
          &prepare_register,
          "Register a site.",
          {},
          Cost::point,
          Shape{.body = {{schema_of<RegisterRequest>}},
                .replies = {{201, {schema_of<SiteReply>}}, {200, {schema_of<SiteReply>}}},
                .etag = true}},
    Route{Method::post,
          "/api/v1/sites/bulk-import",
          Role::operator_,
          &open_import,
          "Register many sites: CSV, JSON lines or JSON.",
          {},
          Cost::point,
          Shape{.query = parameters_of<bulk::ImportQuery>,
                .body = {{schema_of<std::string>, "text/csv"},
                         {schema_of<std::string>, "application/x-ndjson"},
                         {schema_of<json::Raw>},
                         {nullptr, "multipart/form-data"}},
                .replies = {{200, {schema_of<ImportReply>}}, {422, {schema_of<ImportReply>}}}}},
    Route{Method::get, "/api/v1/sites/{id}", Role::viewer, &show_site,
          "Show one site, and what it belongs to.", read_views, Cost::point,
          Shape{.replies = {{200, {schema_of<SiteDetail>}}}, .etag = true}},
    Route{Method::put,
          "/api/v1/sites/{id}",
          Role::operator_,
          &prepare_change,
          "Change a site: its name, region or location, or what it belongs to.",
          {},
          Cost::point,
          Shape{.body = {{schema_of<ChangeRequest>}},
                .replies = {{200, {schema_of<SiteReply>}}},
                .etag = true,
                .if_match = true}},
    Route{Method::del,
          "/api/v1/sites/{id}",
          Role::admin,
          &prepare_retire,
          "Retire a site; its id stays taken.",
          {},
          Cost::point,
          Shape{.query = parameters_of<RetireQuery>, .replies = {{204}}, .if_match = true}},
    Route{Method::get, "/api/v1/sites/{id}/children", Role::viewer, &list_children,
          "List the sites that belong to a site, by id.", read_views, Cost::scan,
          Shape{.query = parameters_of<PageQuery>,
                .replies = {{200, {one_of<SitesByOffset, SitesByNumber>}}}}}};
static_assert(distinct_routes(routes), "two routes share a method and a path");

}  // namespace ledger::sites
