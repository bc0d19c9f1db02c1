#include "http/app/sandbox_handler.hpp"

#include "engine/kernel/assert.hpp"
#include "http/long_body.hpp"
#include "http/request_reader.hpp"
#include "stellar/sandbox/service/limits.hpp"

#include <utility>

namespace ledger {
namespace {

using stellar::sandbox::SandboxRequest;

constexpr std::string_view any_origin = "*";
constexpr std::string_view allowed_methods = "GET, HEAD, POST, OPTIONS";
constexpr std::string_view allowed_headers =
    "Content-Type, Last-Event-ID, X-Client-Name, X-Client-Version";
constexpr std::string_view shown_headers =
    "Latest-Ledger, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset";
/// All callers are on this machine: without identities the server binds only the loopback.
constexpr std::string_view caller = "loopback";

std::string field_of(const RequestHead& head, std::string_view name) {
    const std::string* value = head.find(name);
    return value == nullptr ? std::string{} : *value;
}

Reply marked(Reply reply) {
    reply.headers.emplace_back("Access-Control-Allow-Origin", any_origin);
    reply.headers.emplace_back("Access-Control-Expose-Headers", shown_headers);
    return reply;
}

/// A stream's body: the sandbox has the pieces.
class StreamBody final : public LongBody {
public:
    StreamBody(SandboxThread& sandbox, SandboxThread::Ticket ticket)
        : sandbox_{sandbox}, ticket_{ticket} {}
    ~StreamBody() override { sandbox_.forget(ticket_); }
    StreamBody(const StreamBody&) = delete;
    StreamBody& operator=(const StreamBody&) = delete;

    std::optional<std::uint64_t> size() const override { return std::nullopt; }
    void make_piece(std::unique_ptr<LongBody> self, const Exchange& exchange, Taker take) override {
        sandbox_.next_piece(ticket_, [post = exchange.post, self = std::move(self),
                                      take = std::move(take)](std::string piece) mutable {
            post([self = std::move(self), take = std::move(take),
                  piece = std::move(piece)]() mutable { take(std::move(self), std::move(piece)); });
        });
    }

private:
    SandboxThread& sandbox_;
    SandboxThread::Ticket ticket_;
};

}  // namespace

ServerLimits sandbox_limits() {
    ServerLimits limits;
    limits.request = std::chrono::seconds{90};
    return limits;
}

SandboxHandler::SandboxHandler(SandboxThread& sandbox, const ServerLimits& limits,
                               std::function<void(const Error&)> failed)
    : sandbox_{sandbox}, traffic_{{}, limits}, failed_{std::move(failed)} {}

Result<RequestHandler::BodyPlan> SandboxHandler::plan_body(const RequestHead&) const {
    return BodyPlan{stellar::sandbox::most_body_bytes, false};
}

void SandboxHandler::dispatch(const RequestHead& head, std::string body, Exchange exchange) {
    if (head.method == "OPTIONS")
        return exchange.answer(
            marked({.status = 204,
                    .headers = {{"Access-Control-Allow-Methods", std::string{allowed_methods}},
                                {"Access-Control-Allow-Headers", std::string{allowed_headers}}}}));
    const auto method = method_of(head.method);
    SandboxRequest request{.method = method.value_or(Method::del),  // Which it knows none of.
                           .target = head.target,
                           .host = field_of(head, "host"),
                           .content_type = media_type(field_of(head, "content-type")),
                           .accept = field_of(head, "accept"),
                           .last_event_id = field_of(head, "last-event-id"),
                           .caller = std::string{caller},
                           .body = std::move(body)};
    const auto replied = [this, exchange](Reply reply) {
        exchange.post([this, exchange, reply = std::move(reply)]() mutable {
            traffic_.answered(nullptr, reply.status);
            exchange.answer(marked(std::move(reply)));
        });
    };
    const auto streams = [this, exchange](Reply head_only, SandboxThread::Ticket ticket) {
        auto opened = std::make_unique<StreamBody>(sandbox_, ticket);
        exchange.post(
            [this, exchange, reply = std::move(head_only), opened = std::move(opened)]() mutable {
                traffic_.answered(nullptr, reply.status);
                exchange.answer_at_length(marked(std::move(reply)), std::move(opened));
            });
    };
    const auto dropped = [exchange] { exchange.post([exchange] { exchange.cut(); }); };
    sandbox_.ask(std::move(request), {replied, streams, dropped});
}

std::unique_ptr<Upload> SandboxHandler::open_upload(const RequestHead&, Exchange) {
    LEDGER_ASSERT(false);  // No plan of ours is streamed.
    return nullptr;
}

Reply SandboxHandler::refusal(const Error& error) {
    traffic_.answered(nullptr, http_status(error.kind));
    return marked(stellar::sandbox::refusal(http_status(error.kind), error.message));
}

}  // namespace ledger
