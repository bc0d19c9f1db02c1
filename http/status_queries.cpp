#include "http/status_queries.hpp"

#include "engine/kernel/query.hpp"
#include "http/services.hpp"

#include <algorithm>
#include <array>

namespace ledger {
namespace {

struct Root {
    std::string name = "NOCIQ Ledger";
    std::string version;
    std::string commit;
    std::string api_prefix = "/api/v1";
    std::string health = "/health";
    std::string checkpoint = "/log/checkpoint";
    std::string verifier_key = "/log/vkey";
    std::string origin;
    std::optional<Position> position;

    static constexpr auto fields() {
        return std::tuple{Field{"name", &Root::name, "Of the product."},
                          Field{"version", &Root::version, "Of the server."},
                          Field{"commit", &Root::commit, "It was built from."},
                          Field{"api_prefix", &Root::api_prefix, "Of all resources."},
                          Field{"health", &Root::health, "Where it says how it is."},
                          Field{"checkpoint", &Root::checkpoint, "The newest signed size."},
                          Field{"verifier_key", &Root::verifier_key, "What signs it."},
                          Field{"origin", &Root::origin, "Of the log."},
                          Field{"position", &Root::position, "Of the last event."}};
    }
};

struct Health {
    std::string status;
    std::string version;
    bool stellar_connected = false;

    static constexpr auto fields() {
        return std::tuple{
            Field{"status", &Health::status, "healthy, degraded or stopping."},
            Field{"version", &Health::version, "Of the server."},
            Field{"stellar_connected", &Health::stellar_connected, "Whether payments can settle."}};
    }
};

struct ViewCheck {
    std::string name;
    bool ok = false;
    Position position = 0;
    std::uint64_t lag = 0;
    std::optional<std::string> error;

    static constexpr auto fields() {
        using C = ViewCheck;
        return std::tuple{Field{"name", &C::name, "Of the view."},
                          Field{"ok", &C::ok, "It moves and is near the log's end."},
                          Field{"position", &C::position, "Events folded in."},
                          Field{"lag", &C::lag, "Events still to fold in."},
                          Field{"error", &C::error, "Why it stopped."}};
    }
};

struct Readiness {
    bool ready = false;
    bool log = false;
    bool clock = false;
    bool storage = false;
    bool accepting = false;
    std::uint64_t log_size = 0;
    std::vector<ViewCheck> projections;

    static constexpr auto fields() {
        using R = Readiness;
        return std::tuple{Field{"ready", &R::ready, "All that follows is as it should be."},
                          Field{"log", &R::log, "It holds its genesis and can be appended to."},
                          Field{"clock", &R::clock, "It has not jumped by more than 5 minutes."},
                          Field{"storage", &R::storage, "There is more free than the reserve."},
                          Field{"accepting", &R::accepting, "The server is not stopping."},
                          Field{"log_size", &R::log_size, "Events in the log."},
                          Field{"projections", &R::projections, "Each view."}};
    }
};

Readiness readiness_of(const Services& services) {
    const PipelineState engine = services.pipeline.state();
    Readiness readiness{.ready = false,
                        .log = engine.durable_end > 0,
                        .clock = engine.clock_trusted,
                        .storage = !engine.storage_low,
                        .accepting = !services.stopping,
                        .log_size = engine.durable_end,
                        .projections = {}};
    for (const ViewStatus& view : services.runner.status()) {
        const std::uint64_t lag = view.log_end - std::min(view.position, view.log_end);
        const bool ok = view.state != ViewState::stopped && lag <= services.admission.lag_events;
        readiness.projections.push_back({view.name, ok, view.position, lag, view.error});
    }
    readiness.ready = readiness.log && readiness.clock && readiness.storage &&
                      readiness.accepting &&
                      std::ranges::all_of(readiness.projections, &ViewCheck::ok);
    return readiness;
}

struct ShownRebuild {
    std::uint32_t version = 0;
    Position position = 0;
    Position target = 0;
    double rate = 0;
    std::optional<double> eta_seconds;

    static constexpr auto fields() {
        using R = ShownRebuild;
        return std::tuple{Field{"version", &R::version, "Of the view that is built."},
                          Field{"position", &R::position, "Events folded in."},
                          Field{"target", &R::target, "Events to fold in."},
                          Field{"rate", &R::rate, "Events a second."},
                          Field{"eta_seconds", &R::eta_seconds, "Until it takes over."}};
    }
};

struct ShownView {
    std::string name;
    std::uint32_t version = 0;
    std::string state;
    Position position = 0;
    Position log_end = 0;
    std::uint64_t lag = 0;
    double rate = 0;
    std::uint64_t bytes = 0;
    std::optional<std::string> error;
    std::optional<ShownRebuild> rebuild;
    std::optional<Hash> digest;
    std::optional<Position> digest_position;

    static constexpr auto fields() {
        using V = ShownView;
        return std::tuple{
            Field{"name", &V::name, "Of the view."},
            Field{"version", &V::version, "Of its rules."},
            Field{"state", &V::state, "live, catching_up or stopped."},
            Field{"position", &V::position, "Events folded in."},
            Field{"log_end", &V::log_end, "Events in the log."},
            Field{"lag", &V::lag, "Events still to fold in."},
            Field{"rate", &V::rate, "Events a second."},
            Field{"bytes", &V::bytes, "On disk, about."},
            Field{"error", &V::error, "Why it stopped."},
            Field{"rebuild", &V::rebuild, "The build that will take its place."},
            Field{"digest", &V::digest, "SHA-256 over the sorted rows."}.omit_null(),
            Field{"digest_position", &V::digest_position, "Events that the digest covers."}
                .omit_null()};
    }
};

struct ProjectionsReply {
    std::vector<ShownView> projections;

    static constexpr auto fields() {
        return std::tuple{Field{"projections", &ProjectionsReply::projections, "Each view."}};
    }
};

struct ProjectionsQuery {
    bool digest = false;

    static constexpr auto fields() {
        return std::tuple{
            Field{"digest", &ProjectionsQuery::digest, "With digests; reads all rows."}
                .or_default()};
    }
};

std::string_view name_of_state(ViewState state) {
    constexpr std::array<std::string_view, 3> names{"live", "catching_up", "stopped"};
    return names.at(static_cast<std::size_t>(state));
}

ShownView shown(const ViewStatus& view) {
    ShownView line{.name = view.name,
                   .version = view.version,
                   .state = std::string{name_of_state(view.state)},
                   .position = view.position,
                   .log_end = view.log_end,
                   .lag = view.log_end - std::min(view.position, view.log_end),
                   .rate = view.events_per_second,
                   .bytes = view.bytes,
                   .error = view.error,
                   .rebuild = std::nullopt,
                   .digest = std::nullopt,
                   .digest_position = std::nullopt};
    if (view.rebuild)
        line.rebuild =
            ShownRebuild{view.rebuild->version, view.rebuild->position, view.rebuild->target,
                         view.rebuild->events_per_second, view.rebuild->eta_seconds};
    return line;
}

Reply uncached(std::string body) {
    return {.body = std::move(body), .headers = {{"Cache-Control", "no-store"}}};
}

}  // namespace

Result<Reply> show_root(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    const Services& services = services_of(context);
    Root root;
    root.version = services.version;
    root.commit = services.commit;
    root.origin = services.publisher.origin();
    if (context.acknowledged > 0) root.position = context.acknowledged - 1;
    return uncached(json::text_of(root));
}

Result<Reply> show_health(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    const Services& services = services_of(context);
    const std::string_view status = services.stopping              ? "stopping"
                                    : readiness_of(services).ready ? "healthy"
                                                                   : "degraded";
    return uncached(json::text_of(Health{std::string{status}, std::string{services.version}}));
}

Result<Reply> show_live(const Request& request, const Context&) {
    TRY(parse_query<NoParameters>(request));
    return uncached(R"({"status":"alive"})");
}

Result<Reply> show_ready(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    const Readiness readiness = readiness_of(services_of(context));
    Reply reply = uncached(json::text_of(readiness));
    if (readiness.ready) return reply;
    reply.status = 503;
    reply.headers.emplace_back("Retry-After", "1");
    return reply;
}

Result<Reply> list_projections(const Request& request, const Context& context) {
    TRY(query, parse_query<ProjectionsQuery>(request));
    const Services& services = services_of(context);
    ProjectionsReply reply;
    for (const ViewStatus& view : services.runner.status()) {
        ShownView& line = reply.projections.emplace_back(shown(view));
        if (!query.digest) continue;
        TRY(digest, services.runner.digest(view.name));
        line.digest = digest.hash;
        line.digest_position = digest.position;
    }
    return uncached(json::text_of(reply));
}

Result<Reply> rebuild_projection(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    TRY(services_of(context).runner.rebuild(request.path_values.at("name")));
    return Reply{.status = 202,
                 .body = R"({"message":"The rebuild has begun."})",
                 .headers = {{"Location", "/api/v1/projections"}}};
}

Result<Reply> cancel_rebuild(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    TRY(services_of(context).runner.cancel(request.path_values.at("name")));
    return Reply{.body = R"({"message":"The rebuild was cancelled."})"};
}

}  // namespace ledger
