#include "http/dispatch.hpp"

#include "engine/core/idempotency.hpp"
#include "engine/kernel/assert.hpp"
#include "engine/kernel/encoding.hpp"
#include "engine/log/log_history.hpp"
#include "http/error_reply.hpp"
#include "http/guarded.hpp"
#include "http/not_modified.hpp"
#include "http/open_views.hpp"
#include "http/services.hpp"

#include <algorithm>
#include <array>
#include <thread>
#include <utility>

namespace ledger {
namespace {

constexpr std::string_view json_type = "application/json";
/// The parameter that asks for an earlier state: whoever gives it reads the log.
constexpr std::string_view past = "as_of";
/// After so long a long reply lets other queries have their turn.
constexpr Duration long_query_turn = std::chrono::milliseconds{20};
/// What a command weighs in the engine's queue beside its body.
constexpr std::size_t command_overhead_bytes = 1'024;

template <class Handler>
const Handler* handler_of(const Route& route) {
    return std::get_if<Handler>(&route.handler);
}

constexpr std::string_view position_header = "X-Event-Position";

bool has_header(const Reply& reply, std::string_view name) {
    return std::ranges::any_of(reply.headers,
                               [&](const auto& header) { return header.first == name; });
}

void add_positions(Reply& reply, const OpenViews& views) {
    if (views.position().value_or(0) > 0)
        reply.headers.emplace_back("X-Projection-Position", std::to_string(*views.position() - 1));
    if (views.stopped()) reply.headers.emplace_back("X-Projection-State", "stopped");
}

std::unexpected<Error> not_reached() {
    return fail(ErrorKind::unavailable, "view.behind",
                "The view has not yet reached the position that this reply must show.");
}

}  // namespace

Dispatcher::Dispatcher(Parts parts, std::span<const std::span<const Route>> tables,
                       DispatchSettings settings, FailureListeners listeners)
    : parts_{parts},
      router_{tables},
      settings_{std::move(settings)},
      cross_origin_{settings_.allowed_origins},
      listeners_{std::move(listeners)},
      uuids_{parts.entropy},
      pool_{settings_.scan_threads, parts.traffic.waiting_queries} {}

Result<RequestHandler::BodyPlan> Dispatcher::plan_body(const RequestHead& head) const {
    const auto parts = split_target(head.target);
    const auto method = method_of(head.method);
    if (!parts || !method) return BodyPlan{settings_.body_bytes, false};
    const auto match = router_.match(method, parts->path);
    // The body of a request that will be refused is read and dropped, so that the connection can go
    // on; whoever waits for a 100 has not sent it and is refused at once.
    if (!match && head.expects_continue()) return std::unexpected{match.error()};
    if (!match || handler_of<StreamOpener>(*match->route) == nullptr)
        return BodyPlan{settings_.body_bytes, false};
    return BodyPlan{settings_.streamed_body_bytes, true};
}

void Dispatcher::dispatch(const RequestHead& head, std::string body, Exchange exchange) {
    Ticket ticket = ticket_of(head, std::move(exchange));
    if (head.method == "OPTIONS") return answer_options(head, ticket);
    auto query = read(head, ticket);
    if (!query) return finish(ticket, std::unexpected{std::move(query).error()});
    LEDGER_ASSERT(handler_of<StreamOpener>(*query->route) == nullptr);
    ticket.if_none_match = query->request.if_none_match;
    query->ticket = std::move(ticket);
    query->request.body = std::move(body);
    if (handler_of<CommandPreparer>(*query->route) != nullptr)
        return start_command(std::move(*query));
    start_query(std::move(*query));
}

Dispatcher::Ticket Dispatcher::ticket_of(const RequestHead& head, Exchange exchange) {
    Ticket ticket;
    ticket.exchange = std::move(exchange);
    ticket.request_uuid = next_uuid();
    ticket.request_id = to_text(ticket.request_uuid);
    ticket.correlation = correlation_of(head, ticket.request_uuid);
    ticket.reads = head.method == "GET" || head.method == "HEAD";
    ticket.method = head.method;
    ticket.origin = cross_origin_.allowed_origin(head);
    ticket.started = parts_.clock.monotonic();
    return ticket;
}

Result<Dispatcher::Query> Dispatcher::read(const RequestHead& head, Ticket& ticket) const {
    const auto parts = split_target(head.target);
    if (!parts) return fail(ErrorKind::validation, "request.path", "The path is malformed.");
    TRY(match, router_.match(method_of(head.method), parts->path));
    ticket.route = match.route;
    TRY(require_local(head, cross_origin_.origins()));
    TRY(check_room(*match.route));
    TRY(request, read_request(head));
    Query query;
    query.request = std::move(request);
    query.route = match.route;
    query.request.method = match.route->method;
    query.request.path_values = std::move(match.values);
    query.request.principal.actor = settings_.actor;
    query.request.correlation_id = ticket.correlation.id;
    query.request.request_id = ticket.request_id;
    if (handler_of<StreamOpener>(*match.route) == nullptr && head.has_body() && !ticket.reads)
        TRY(check_body_type(query.request));
    TRY(min_position, take_min_position(query.request, head));
    query.min_position = min_position;
    return query;
}

/// Small questions, such as that for our health, are answered even when all room is taken.
Result<void> Dispatcher::check_room(const Route& route) const {
    const bool is_small = handler_of<QueryHandler>(route) != nullptr && route.views.empty() &&
                          route.cost == Cost::point;
    if (is_small || !parts_.traffic.request_bytes.is_over()) return {};
    return fail(no_room());
}

Result<void> Dispatcher::check_body_type(const Request& request) const {
    if (request.content_type == json_type) return {};
    return fail(ErrorKind::unsupported_media_type, "request.content_type",
                "This route reads application/json.");
}

void Dispatcher::answer_options(const RequestHead& head, const Ticket& ticket) {
    const auto parts = split_target(head.target);
    std::vector<std::string> allowed;
    if (parts) allowed = router_.allowed(parts->path);
    if (head.target == "*") allowed = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
    if (allowed.empty())
        return finish(ticket, fail(ErrorKind::not_found, "route.not_found",
                                   "There is nothing at this path."));
    std::string list = "OPTIONS";
    for (const std::string& method : allowed) list.append(", ").append(method);
    Reply reply{.status = 204, .headers = {{"Allow", list}}};
    if (!ticket.origin.empty() && CrossOrigin::is_preflight(head)) CrossOrigin::permit(reply, list);
    finish(ticket, std::move(reply));
}

void Dispatcher::start_query(Query query) {
    auto waiting = std::make_unique<Query>(std::move(query));
    waiting->acknowledged = parts_.engine.acknowledged();
    Position target = waiting->acknowledged;
    if (waiting->min_position) target = std::max(target, *waiting->min_position + 1);
    if (waiting->route->views.empty())
        return views_reached(std::move(waiting), target <= parts_.engine.acknowledged());
    const std::span<const std::string_view> views = waiting->route->views;
    const Duration deadline = parts_.clock.monotonic() + settings_.view_wait;
    const auto here = std::this_thread::get_id();
    parts_.engine.when_reached(views, target, deadline,
                               [this, here, waiting = std::move(waiting)](bool reached) mutable {
                                   if (std::this_thread::get_id() == here)
                                       return views_reached(std::move(waiting), reached);
                                   const auto post = waiting->ticket.exchange.post;
                                   post([this, reached, waiting = std::move(waiting)]() mutable {
                                       views_reached(std::move(waiting), reached);
                                   });
                               });
}

void Dispatcher::views_reached(std::unique_ptr<Query> query, bool reached) {
    if (!reached) return finish(query->ticket, not_reached());
    if (handler_of<LongQueryHandler>(*query->route) != nullptr)
        return start_long_query(std::move(query));
    if (query->route->cost == Cost::scan || query->request.query.contains(past))
        return start_scan(std::move(query));
    finish(query->ticket, run_query(*query, std::nullopt));
}

void Dispatcher::start_scan(std::unique_ptr<Query> query) {
    // Copied: a full queue keeps the task, and the query with it.
    const Ticket ticket = query->ticket;
    const Duration deadline = parts_.clock.monotonic() + settings_.scan_deadline;
    const bool queued = pool_.submit([this, deadline, query = std::move(query)] {
        auto reply = run_query(*query, deadline);
        query->ticket.exchange.post(
            [this, ticket = query->ticket, reply = std::move(reply)]() mutable {
                finish(ticket, std::move(reply));
            });
    });
    if (!queued)
        finish(ticket, fail(ErrorKind::unavailable, "query.queue_full",
                            "Too many large queries at once; try again."));
}

Result<Reply> Dispatcher::run_query(const Query& query, std::optional<Duration> deadline) const {
    TRY(check_in_time(deadline));
    return guarded([&]() -> Result<Reply> {
        OpenViews views{parts_.engine, parts_.clock, deadline};
        TRY(open_views(query, views));
        std::optional<LogHistory> history;
        if (parts_.services != nullptr) history.emplace(parts_.services->log, query.acknowledged);
        Context context = context_of(query, views);
        if (history) context.history = &*history;
        TRY(reply, (*handler_of<QueryHandler>(*query.route))(query.request, context));
        if (query.acknowledged > 0 && !has_header(reply, position_header))
            reply.headers.emplace_back(position_header, std::to_string(query.acknowledged - 1));
        add_positions(reply, views);
        return std::move(reply);
    });
}

/// A query that has waited for too long is not begun.
Result<void> Dispatcher::check_in_time(std::optional<Duration> deadline) const {
    if (!deadline || parts_.clock.monotonic() < *deadline) return {};
    return fail(ErrorKind::unavailable, "query.deadline",
                "Too many large queries at once; try again.");
}

Result<void> Dispatcher::open_views(const Query& query, OpenViews& views) {
    for (const std::string_view view : query.route->views) TRY(views.open(view));
    if (views.stopped() && query.min_position &&
        views.position().value_or(0) <= *query.min_position)
        return not_reached();
    return {};
}

Context Dispatcher::context_of(const Query& query, const OpenViews& views) const {
    return {.now = parts_.clock.now(),
            .acknowledged = query.acknowledged,
            .folded = views.position().value_or(0),
            .rows = [&](std::string_view view) -> const RowReader& { return views.rows(view); },
            .services = parts_.services,
            .job_progress = JobRunner::progress_of(parts_.jobs)};
}

void Dispatcher::start_long_query(std::unique_ptr<Query> query) {
    const Ticket ticket = query->ticket;
    const Duration deadline = parts_.clock.monotonic() + settings_.scan_deadline;
    const bool entered = parts_.traffic.downloads.enter();
    const auto open = [&] {
        auto body = std::make_unique<ViewBody>(
            std::make_unique<OpenViews>(parts_.engine, parts_.clock, deadline),
            ViewBody::Maker{pool_, parts_.clock, settings_.scan_deadline,
                            [this](const Error& error) { failed(error, ""); },
                            parts_.traffic.downloads});
        return pool_.submit(
            [this, deadline, query = std::move(query), body = std::move(body)]() mutable {
                begin_long_reply(*query, deadline, std::move(body));
            });
    };
    if (!entered || !open())
        finish(ticket, fail(ErrorKind::unavailable, "query.queue_full",
                            "Too many large queries at once; try again."));
}

/// On the query pool.
void Dispatcher::begin_long_reply(const Query& query, Duration deadline,
                                  std::unique_ptr<ViewBody> body) {
    auto head = open_long_reply(query, deadline, *body);
    if (head) return measure(query.ticket, std::move(*head), std::move(body));
    query.ticket.exchange.post([this, ticket = query.ticket, error = head.error()] {
        finish(ticket, std::unexpected{error});
    });
}

Result<Reply> Dispatcher::open_long_reply(const Query& query, Duration deadline,
                                          ViewBody& body) const {
    TRY(check_in_time(deadline));
    return guarded([&]() -> Result<Reply> {
        OpenViews& views = body.views();
        TRY(open_views(query, views));
        TRY(reply,
            (*handler_of<LongQueryHandler>(*query.route))(query.request, context_of(query, views)));
        body.set_source(std::move(reply.body));
        // What is cited by its position is what this one snapshot holds.
        const Position shown = views.position().value_or(query.acknowledged);
        if (shown > 0) reply.head.headers.emplace_back(position_header, std::to_string(shown - 1));
        add_positions(reply.head, views);
        return std::move(reply.head);
    });
}

/// On the query pool, turn by turn.
void Dispatcher::measure(const Ticket& ticket, Reply head, std::unique_ptr<ViewBody> body) {
    const Duration now = parts_.clock.monotonic();
    const auto measured = guarded([&] {
        return body->measure(parts_.clock, now + long_query_turn, now + settings_.scan_deadline);
    });
    if (measured && !*measured)
        return pool_.submit_rest(
            [this, ticket, head = std::move(head), body = std::move(body)]() mutable {
                measure(ticket, std::move(head), std::move(body));
            });
    ticket.exchange.post(
        [this, ticket, measured, head = std::move(head), body = std::move(body)]() mutable {
            if (!measured) return finish(ticket, std::unexpected{measured.error()});
            const std::string hash = to_hex(body->hash());
            head.headers.emplace_back("X-Content-SHA256", hash);
            head.headers.emplace_back("ETag", '"' + hash + '"');
            Reply reply = complete(ticket, std::move(head));
            if (reply.status != 200) return ticket.exchange.answer(std::move(reply));
            ticket.exchange.answer_at_length(std::move(reply), std::move(body));
        });
}

void Dispatcher::start_command(Query query) {
    const CommandPreparer prepare = *handler_of<CommandPreparer>(*query.route);
    auto prepared = guarded([&] { return prepare(query.request); });
    if (!prepared) return finish(query.ticket, std::unexpected{std::move(prepared).error()});
    const auto submitted = submit(query.ticket, query.request, std::move(*prepared));
    if (!submitted) finish(query.ticket, std::unexpected{submitted.error()});
}

Result<void> Dispatcher::submit(const Ticket& ticket, const Request& request,
                                PreparedCommand prepared) {
    Command command{.handler = std::move(prepared.handler),
                    .touches = std::move(prepared.touches),
                    .caller = caller_of(ticket, request),
                    .idempotency = std::nullopt,
                    .bytes = request.body.size() + command_overhead_bytes,
                    .done = {}};
    if (request.idempotency_key) {
        const Hash scope = idempotency_scope(request.principal.actor, *request.idempotency_key);
        command.idempotency = IdempotencyKey{
            .key = scope,
            .request = idempotency_request(name_of(request.method), request.target, request.body)};
        command.caller.idempotency_key_hash = scope;
    }
    command.done = [this, ticket](Outcome outcome) {
        const auto post = ticket.exchange.post;
        post([this, ticket, outcome = std::move(outcome)]() mutable {
            Reply reply = outcome.reply ? std::move(*outcome.reply)
                                        : failed(outcome.reply.error(), ticket.request_id);
            reply.headers.emplace_back(position_header, std::to_string(outcome.position));
            if (outcome.replayed) reply.headers.emplace_back("Idempotent-Replayed", "true");
            finish(ticket, std::move(reply));
        });
    };
    return parts_.engine.submit(std::move(command));
}

Caller Dispatcher::caller_of(const Ticket& ticket, const Request& request) const {
    return {.actor = request.principal.actor,
            .correlation_id = ticket.correlation.id,
            .causation_id = ticket.request_uuid,
            .idempotency_key_hash = {}};
}

std::unique_ptr<Upload> Dispatcher::open_upload(const RequestHead& head, Exchange exchange) {
    Ticket ticket = ticket_of(head, std::move(exchange));
    auto query = read(head, ticket);
    if (!query) {
        finish(ticket, std::unexpected{std::move(query).error()});
        return nullptr;
    }
    const Request& request = query->request;
    auto reader = guarded([&] { return (*handler_of<StreamOpener>(*query->route))(request); });
    if (!reader) {
        finish(ticket, std::unexpected{std::move(reader).error()});
        return nullptr;
    }
    if (!parts_.traffic.uploads.enter()) {
        finish(ticket, fail(ErrorKind::unavailable, "server.uploads",
                            "Too many bodies are being streamed; try again."));
        return nullptr;
    }
    const std::string* content_type = head.find("content-type");
    Upload::Origin origin{.caller = caller_of(ticket, request),
                          .method = std::string{name_of(request.method)},
                          .target = request.target,
                          .key = request.idempotency_key,
                          .content_type = content_type == nullptr ? "" : *content_type,
                          .name = ticket.request_id};
    const auto answer = [this, ticket](Result<Reply> reply, std::optional<Position> position) {
        if (reply && position)
            reply->headers.emplace_back(position_header, std::to_string(*position));
        finish(ticket, std::move(reply));
    };
    return std::make_unique<Upload>(parts_.engine, parts_.traffic.uploads, parts_.jobs,
                                    std::move(*reader), std::move(origin), ticket.exchange, answer);
}

Reply Dispatcher::refusal(const Error& error) {
    const std::string request_id = to_text(next_uuid());
    Reply reply = failed(error, request_id);
    parts_.traffic.answered(nullptr, reply.status);
    reply.headers.emplace_back("X-Request-Id", request_id);
    return reply;
}

void Dispatcher::finish(const Ticket& ticket, Result<Reply> result) {
    Reply reply = result ? std::move(*result) : failed(result.error(), ticket.request_id);
    ticket.exchange.answer(complete(ticket, std::move(reply)));
}

/// With what every reply carries; counted as answered.
Reply Dispatcher::complete(const Ticket& ticket, Reply reply) {
    if (ticket.reads && ticket.if_none_match && is_not_modified(reply, *ticket.if_none_match)) {
        reply.status = 304;
        reply.body.clear();
    }
    parts_.traffic.answered(ticket.route, reply.status);
    reply.headers.emplace_back("X-Request-Id", ticket.request_id);
    reply.headers.emplace_back("X-Correlation-ID", ticket.correlation.text);
    cross_origin_.mark(reply, ticket.origin);
    if (listeners_.answered) tell(ticket, reply);
    return reply;
}

void Dispatcher::tell(const Ticket& ticket, const Reply& reply) const {
    const std::string* position = find_header(reply, "X-Event-Position");
    listeners_.answered({.method = ticket.method,
                         .route = ticket.route == nullptr ? "" : ticket.route->path,
                         .status = reply.status,
                         .took = parts_.clock.monotonic() - ticket.started,
                         .request_id = ticket.request_id,
                         .position = position == nullptr ? std::string_view{} : *position});
}

/// The one place where an Error becomes a reply, and where our own failures are told of.
Reply Dispatcher::failed(const Error& error, std::string_view request_id) {
    if (http_status(error.kind) == 500) listeners_.failed(error, request_id);
    if (error.kind == ErrorKind::corrupt) listeners_.fatal(error);
    Reply reply = error_reply(error, request_id, parts_.clock.now());
    if (reply.status == 503 || reply.status == 507) parts_.traffic.shed(error.code);
    if (error.kind == ErrorKind::method_not_allowed) {
        std::string list = "OPTIONS";
        for (const std::string& method : error.allowed) list.append(", ").append(method);
        reply.headers.emplace_back("Allow", std::move(list));
    }
    return reply;
}

Uuid Dispatcher::next_uuid() {
    const std::lock_guard lock{uuids_mutex_};
    return uuids_.next(parts_.clock.now());
}

}  // namespace ledger
