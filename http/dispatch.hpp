// From a request to its answer: route, limits, principal, validation, idempotency, handler.
#pragma once

#include "engine/core/uuid_source.hpp"
#include "engine/kernel/route.hpp"
#include "engine/ports/clock.hpp"
#include "engine/ports/entropy.hpp"
#include "http/cors.hpp"
#include "http/engine.hpp"
#include "http/query_pool.hpp"
#include "http/request_handler.hpp"
#include "http/request_reader.hpp"
#include "http/router.hpp"
#include "http/view_body.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ledger {

struct DispatchSettings {
    std::string actor = "local:0";  ///< Of every request, until there are identities (ruling 64).
    std::uint64_t body_bytes = 1U << 20U;
    std::uint64_t streamed_body_bytes = 64U << 20U;
    Duration view_wait = std::chrono::seconds{2};             ///< Law 8.
    Duration scan_deadline = std::chrono::milliseconds{250};  ///< Ruling 58.
    std::size_t scan_threads = 2;
    std::vector<std::string> allowed_origins{};  ///< Of pages that may ask; see CrossOrigin.
};

/// One answered request, for the access log.
struct Answered {
    std::string_view method;
    std::string_view route;  ///< The path of its row; empty when it has none.
    int status = 0;
    Duration took{};
    std::string_view request_id;
    std::string_view position;  ///< `X-Event-Position`, empty when there is none.
};

/// Whom to tell about answers and about failures of our own; any thread.
struct FailureListeners {
    std::function<void(const Error& error, std::string_view request_id)> failed;
    /// The log or a view read bytes that are not what was written: the process must end.
    std::function<void(const Error& error)> fatal;
    std::function<void(const Answered& answered)> answered{};  ///< Nothing: it is not told.
};

/// Any thread. `engine`, `services` and the tables must outlive it, and it every exchange.
class Dispatcher final : public RequestHandler {
public:
    struct Parts {
        Engine& engine;
        const Services* services;
        const Clock& clock;
        Entropy& entropy;
        Traffic& traffic;
        JobRunner* jobs = nullptr;  ///< Null: nothing becomes a job.
    };
    Dispatcher(Parts parts, std::span<const std::span<const Route>> tables,
               DispatchSettings settings, FailureListeners listeners);
    Result<BodyPlan> plan_body(const RequestHead& head) const override;
    void dispatch(const RequestHead& head, std::string body, Exchange exchange) override;
    std::unique_ptr<Upload> open_upload(const RequestHead& head, Exchange exchange) override;
    Reply refusal(const Error& error) override;
    Traffic& traffic() const override { return parts_.traffic; }
    void report(const Error& error) override { listeners_.failed(error, ""); }

private:
    /// What every answer to a request carries, and needs to be made.
    struct Ticket {
        Exchange exchange;
        std::string request_id;
        Uuid request_uuid;
        Correlation correlation;
        const Route* route = nullptr;  ///< Once it is known.
        bool reads = false;            ///< GET or HEAD.
        std::string method;
        std::string origin;  ///< Of a page that may ask.
        Duration started{};
        std::optional<std::string> if_none_match;
    };
    struct Query {
        Ticket ticket;
        Request request;
        const Route* route = nullptr;
        Position acknowledged = 0;
        std::optional<Position> min_position;
    };

    Ticket ticket_of(const RequestHead& head, Exchange exchange);
    Result<Query> read(const RequestHead& head, Ticket& ticket) const;
    Result<void> check_room(const Route& route) const;
    Result<void> check_body_type(const Request& request) const;
    void answer_options(const RequestHead& head, const Ticket& ticket);
    void start_query(Query query);
    void views_reached(std::unique_ptr<Query> query, bool reached);
    void start_scan(std::unique_ptr<Query> query);
    Result<Reply> run_query(const Query& query, std::optional<Duration> deadline) const;
    Result<void> check_in_time(std::optional<Duration> deadline) const;
    static Result<void> open_views(const Query& query, OpenViews& views);
    Context context_of(const Query& query, const OpenViews& views) const;
    void start_long_query(std::unique_ptr<Query> query);
    void begin_long_reply(const Query& query, Duration deadline, std::unique_ptr<ViewBody> body);
    Result<Reply> open_long_reply(const Query& query, Duration deadline, ViewBody& body) const;
    void measure(const Ticket& ticket, Reply head, std::unique_ptr<ViewBody> body);
    void start_command(Query query);
    Result<void> submit(const Ticket& ticket, const Request& request, PreparedCommand prepared);
    Caller caller_of(const Ticket& ticket, const Request& request) const;
    void finish(const Ticket& ticket, Result<Reply> reply);
    void tell(const Ticket& ticket, const Reply& reply) const;
    Reply complete(const Ticket& ticket, Reply reply);
    Reply failed(const Error& error, std::string_view request_id);
    Uuid next_uuid();

    Parts parts_;
    Router router_;
    DispatchSettings settings_;
    CrossOrigin cross_origin_;
    FailureListeners listeners_;
    std::mutex uuids_mutex_;
    UuidSource uuids_;
    QueryPool pool_;  ///< Last: its threads end before what they use.
};

}  // namespace ledger
