#include "http/system_routes.hpp"

#include "engine/kernel/schema.hpp"
#include "http/audit_queries.hpp"
#include "http/book_queries.hpp"
#include "http/book_requests.hpp"
#include "http/event_json.hpp"
#include "http/event_queries.hpp"
#include "http/metrics.hpp"
#include "http/prometheus.hpp"
#include "http/proof_requests.hpp"
#include "http/status_queries.hpp"
#include "http/status_replies.hpp"
#include "http/stellar_status.hpp"

#include <array>

namespace ledger {
namespace {

constexpr std::span<const std::string_view> no_views;

constexpr std::array routes{
    Route{Method::get,
          "/",
          Role::anonymous,
          show_root,
          "Name, version and where to go on.",
          {},
          Cost::point,
          Shape{.replies = {{200, {schema_of<Root>}}}}},
    Route{Method::get,
          "/health",
          Role::anonymous,
          show_health,
          "Is it well?",
          {},
          Cost::point,
          Shape{.replies = {{200, {schema_of<Health>}}}}},
    Route{Method::get,
          "/health/live",
          Role::anonymous,
          show_live,
          "Is the process there?",
          {},
          Cost::point,
          Shape{.replies = {{200, {schema_of<Liveness>}}}}},
    Route{Method::get,
          "/health/ready",
          Role::anonymous,
          show_ready,
          "Can it be sent requests?",
          {},
          Cost::point,
          Shape{.replies = {{200, {schema_of<Readiness>}}, {503, {schema_of<Readiness>}}}}},
    Route{Method::get,
          "/openapi.json",
          Role::anonymous,
          show_openapi,
          "This document.",
          {},
          Cost::point,
          Shape{.replies = {{200, {schema_of<json::Raw>}}}}},

    Route{Method::get,
          "/metrics",
          Role::viewer,
          show_metrics,
          "Figures for Prometheus.",
          {},
          Cost::point,
          Shape{.replies = {{200, {nullptr, prometheus_type}}}}},

    Route{Method::get, "/api/v1/events", Role::auditor, list_events,
          "Events in the order of the log.", no_views, Cost::scan,
          Shape{.query = parameters_of<EventsQuery>,
                .replies = {{200, {schema_of<EventsPage>}},
                            {200, {schema_of<std::string>, ndjson_type}}},
                .headers = {{"X-Next-From", "Where to go on."},
                            {"X-Log-Size", "Events in the log."}}}},
    Route{Method::get,
          "/api/v1/events/{position}",
          Role::auditor,
          show_event,
          "One event.",
          {},
          Cost::point,
          Shape{.replies = {{200, {schema_of<ShownEvent>}}, {200, {nullptr, record_type}}}}},
    Route{Method::get,
          "/api/v1/events/{position}/proof",
          Role::auditor,
          prove_event,
          "Proof that the event is in the signed log.",
          {},
          Cost::point,
          Shape{.replies = {{200, {nullptr, plain_text_type}}, {503}}}},

    Route{Method::get, "/api/v1/audit", Role::auditor, list_audit,
          "Who did what, and when: newest first, or oldest.", no_views, Cost::scan,
          Shape{.query = parameters_of<AuditQuery>, .replies = {{200, {schema_of<AuditPage>}}}}},

    Route{Method::get, "/api/v1/stellar/status", Role::anonymous, show_stellar_status,
          "The network that payments settle on, and what the pool holds.", no_views, Cost::scan,
          Shape{.replies = {{200, {schema_of<StellarStatus>}}}}},

    Route{Method::get,
          "/log/checkpoint",
          Role::anonymous,
          show_checkpoint,
          "The newest signed checkpoint.",
          {},
          Cost::point,
          Shape{.replies = {{200, {nullptr, plain_text_type}}, {503}}}},
    Route{Method::get,
          "/log/vkey",
          Role::anonymous,
          show_verifier_key,
          "The key that checkpoints are signed with.",
          {},
          Cost::point,
          Shape{.replies = {{200, {nullptr, plain_text_type}}}}},
    Route{Method::get,
          "/log/tile/{rest...}",
          Role::anonymous,
          show_tile,
          "A tile of the Merkle tree, or of entries.",
          {},
          Cost::point,
          Shape{.replies = {{200, {nullptr, bytes_type}}, {503}}}},
    Route{Method::get,
          "/log/consistency",
          Role::anonymous,
          prove_consistency,
          "Proof that the newer log begins with the older one.",
          {},
          Cost::point,
          Shape{.query = parameters_of<ConsistencyQuery>,
                .replies = {{200, {schema_of<ConsistencyReply>}}, {422}, {503}}}},

    Route{Method::get, "/api/v1/ledger/trial-balance", Role::auditor, show_trial_balance,
          "Whether the books balance.", book_views, Cost::scan,
          Shape{.replies = {{200, {schema_of<TrialBalance>}}}}},
    Route{Method::get, "/api/v1/ledger/balances", Role::auditor, show_balances,
          "What accounts hold, or held with a past event.", book_views, Cost::scan,
          Shape{.query = parameters_of<BalancesQuery>,
                .replies = {{200, {one_of<ListedBalances, PastBalances>}}, {422}}}},

    Route{Method::get, "/api/v1/projections", Role::auditor, list_projections,
          "Each view: its position, its lag, its rebuild.", no_views, Cost::scan,
          Shape{.query = parameters_of<ProjectionsQuery>,
                .replies = {{200, {schema_of<ProjectionsReply>}}}}},
    Route{Method::post, "/api/v1/projections/{name}/rebuild", Role::admin, rebuild_projection,
          "Build the view anew beside the one that serves.", no_views, Cost::scan,
          Shape{.replies = {{202, {schema_of<Told>}}, {409}}}},
    Route{Method::post, "/api/v1/projections/{name}/cancel", Role::admin, cancel_rebuild,
          "End a rebuild.", no_views, Cost::scan,
          Shape{.replies = {{200, {schema_of<Told>}}, {409}}}},
};
static_assert(distinct_routes(routes), "two routes share a method and a path");

}  // namespace

std::span<const Route> system_routes() { return routes; }

}  // namespace ledger
