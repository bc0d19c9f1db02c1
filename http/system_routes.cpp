#include "http/system_routes.hpp"

#include "http/audit_queries.hpp"
#include "http/book_queries.hpp"
#include "http/event_queries.hpp"
#include "http/metrics.hpp"
#include "http/status_queries.hpp"

#include <array>

namespace ledger {
namespace {

constexpr std::span<const std::string_view> no_views;

constexpr std::array routes{
    Route{Method::get, "/", Role::anonymous, show_root, "Name, version and where to go on."},
    Route{Method::get, "/health", Role::anonymous, show_health, "Is it well?"},
    Route{Method::get, "/health/live", Role::anonymous, show_live, "Is the process there?"},
    Route{Method::get, "/health/ready", Role::anonymous, show_ready, "Can it be sent requests?"},

    Route{Method::get, "/metrics", Role::viewer, show_metrics, "Figures for Prometheus."},

    Route{Method::get, "/api/v1/events", Role::auditor, list_events,
          "Events in the order of the log.", no_views, Cost::scan},
    Route{Method::get, "/api/v1/events/{position}", Role::auditor, show_event, "One event."},
    Route{Method::get, "/api/v1/events/{position}/proof", Role::auditor, prove_event,
          "Proof that the event is in the signed log."},

    Route{Method::get, "/api/v1/audit", Role::auditor, list_audit,
          "Who did what, and when: newest first, or oldest.", no_views, Cost::scan},

    Route{Method::get, "/log/checkpoint", Role::anonymous, show_checkpoint,
          "The newest signed checkpoint."},
    Route{Method::get, "/log/vkey", Role::anonymous, show_verifier_key,
          "The key that checkpoints are signed with."},
    Route{Method::get, "/log/tile/{rest...}", Role::anonymous, show_tile,
          "A tile of the Merkle tree, or of entries."},
    Route{Method::get, "/log/consistency", Role::anonymous, prove_consistency,
          "Proof that the newer log begins with the older one."},

    Route{Method::get, "/api/v1/ledger/trial-balance", Role::auditor, show_trial_balance,
          "Whether the books balance.", book_views, Cost::scan},
    Route{Method::get, "/api/v1/ledger/balances", Role::auditor, show_balances,
          "What accounts hold, or held with a past event.", book_views, Cost::scan},

    Route{Method::get, "/api/v1/projections", Role::auditor, list_projections,
          "Each view: its position, its lag, its rebuild.", no_views, Cost::scan},
    Route{Method::post, "/api/v1/projections/{name}/rebuild", Role::admin, rebuild_projection,
          "Build the view anew beside the one that serves.", no_views, Cost::scan},
    Route{Method::post, "/api/v1/projections/{name}/cancel", Role::admin, cancel_rebuild,
          "End a rebuild.", no_views, Cost::scan},
};
static_assert(distinct_routes(routes), "two routes share a method and a path");

}  // namespace

std::span<const Route> system_routes() { return routes; }

}  // namespace ledger
