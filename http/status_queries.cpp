#include "http/status_queries.hpp"

#include "engine/kernel/query.hpp"
#include "http/services.hpp"
#include "http/status_replies.hpp"

#include <algorithm>
#include <array>

namespace ledger {
namespace {

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
    root.name = services.project_name;
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
    return uncached(json::text_of(
        Health{std::string{status}, std::string{services.version}, services.stellar_connected()}));
}

Result<Reply> show_live(const Request& request, const Context&) {
    TRY(parse_query<NoParameters>(request));
    return uncached(json::text_of(Liveness{}));
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
                 .body = json::text_of(Told{"The rebuild has begun."}),
                 .headers = {{"Location", "/api/v1/projections"}}};
}

Result<Reply> cancel_rebuild(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    TRY(services_of(context).runner.cancel(request.path_values.at("name")));
    return Reply{.body = json::text_of(Told{"The rebuild was cancelled."})};
}

Result<Reply> show_openapi(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    return Reply{.body = services_of(context).openapi, .headers = {{"Cache-Control", "no-cache"}}};
}

}  // namespace ledger
