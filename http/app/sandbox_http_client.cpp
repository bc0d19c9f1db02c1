#include "http/app/sandbox_http_client.hpp"

#include "engine/kernel/lower_case.hpp"
#include "engine/ports/http_url.hpp"
#include "http/request_reader.hpp"

#include <future>
#include <string>
#include <utility>
#include <variant>

namespace ledger {
namespace {

using stellar::sandbox::SandboxRequest;
using Ticket = SandboxThread::Ticket;

struct Opened {
    Reply head;
    Ticket ticket = 0;
};
/// What came of a request; nothing when the connection would have been cut.
using Outcome = std::variant<std::monostate, Reply, Opened>;

std::unexpected<HttpFailure> failure(Delivery delivery, std::string_view code,
                                     std::string_view words) {
    return std::unexpected{HttpFailure{delivery,
                                       {.kind = ErrorKind::unavailable,
                                        .code = std::string{code},
                                        .message = std::string{words}}}};
}

std::unexpected<HttpFailure> broken() {
    return failure(Delivery::unknown, "client.broken", "the sandbox did not answer");
}

std::unexpected<HttpFailure> too_late() {
    return failure(Delivery::unknown, "client.timeout", "the sandbox did not answer in time");
}

HttpResponse response_of(Reply reply) {
    HttpResponse response{.status = reply.status, .body = std::move(reply.body)};
    response.headers.emplace_back("content-type", std::move(reply.content_type));
    for (auto& [name, value] : reply.headers)
        response.headers.emplace_back(lower_case(name), std::move(value));
    return response;
}

std::string header_of(const HttpRequest& request, std::string_view name) {
    for (const auto& [given, value] : request.headers)
        if (lower_case(given) == name) return value;
    return {};
}

/// Waits for what a promise will give; nothing when it is late, or will never be given.
template <class T>
std::optional<T> wait_for(std::future<T>& future, Duration patience) {
    if (future.wait_for(patience) != std::future_status::ready) return std::nullopt;
    try {
        return future.get();
    } catch (const std::future_error&) {
        return std::nullopt;  // The sandbox has stopped.
    }
}

std::expected<Outcome, HttpFailure> ask(SandboxThread& sandbox, const HttpRequest& request,
                                        const HttpLimits& limits) {
    const auto url = parse_http_url(request.url);
    const auto method = method_of(request.method);
    if (!url || !method)
        return failure(Delivery::not_sent, "client.request", "the request cannot be sent so");
    SandboxRequest wanted{.method = *method,
                          .target = url->target,
                          .host = url->authority(),
                          .content_type = header_of(request, "content-type"),
                          .accept = header_of(request, "accept"),
                          .last_event_id = header_of(request, "last-event-id"),
                          .caller = {},
                          .body = request.body};
    // One of three gives it: they share it by turns.
    auto promise = std::make_unique<std::promise<Outcome>>();
    auto future = promise->get_future();
    std::promise<Outcome>* given = promise.get();
    sandbox.ask(
        std::move(wanted),
        {.replied = [given, promise = std::move(promise)](
                        Reply reply) { given->set_value(std::move(reply)); },
         .streams = [given](Reply head,
                            Ticket ticket) { given->set_value(Opened{std::move(head), ticket}); },
         .dropped = [given] { given->set_value(std::monostate{}); }});
    auto outcome = wait_for(future, limits.whole);
    if (!outcome) return too_late();
    return std::move(*outcome);
}

}  // namespace

HttpResult SandboxHttpClient::request(const HttpRequest& request, const HttpLimits& limits) {
    auto outcome = ask(sandbox_, request, limits);
    if (!outcome) return std::unexpected{std::move(outcome).error()};
    if (auto* reply = std::get_if<Reply>(&*outcome)) return response_of(std::move(*reply));
    if (const auto* opened = std::get_if<Opened>(&*outcome)) sandbox_.forget(opened->ticket);
    return broken();
}

HttpResult SandboxHttpClient::stream(const HttpRequest& request, const HttpLimits& limits,
                                     BodyTaker take) {
    auto outcome = ask(sandbox_, request, limits);
    if (!outcome) return std::unexpected{std::move(outcome).error()};
    if (auto* reply = std::get_if<Reply>(&*outcome)) {
        HttpResponse response = response_of(std::move(*reply));
        const std::string body = std::exchange(response.body, {});
        take(response, body);
        return response;
    }
    auto* opened = std::get_if<Opened>(&*outcome);
    if (opened == nullptr) return broken();
    const Ticket ticket = opened->ticket;
    HttpResponse head = response_of(std::move(opened->head));
    bool goes_on = true;
    while (goes_on) {
        auto promise = std::make_unique<std::promise<std::string>>();
        auto future = promise->get_future();
        sandbox_.next_piece(ticket, [promise = std::move(promise)](std::string piece) {
            promise->set_value(std::move(piece));
        });
        auto piece = wait_for(future, limits.quiet);
        while (!piece && goes_on && future.valid()) {
            goes_on = take(head, "");
            if (goes_on) piece = wait_for(future, limits.quiet);
        }
        goes_on = goes_on && piece && !piece->empty() && take(head, *piece);
    }
    sandbox_.forget(ticket);
    return head;
}

}  // namespace ledger
