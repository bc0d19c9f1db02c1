#include "http/cors.hpp"

#include <algorithm>

namespace ledger {
namespace {

constexpr std::string_view readable_headers =
    "X-Request-Id, X-Correlation-ID, X-Event-Position, X-Projection-Position, X-Projection-State, "
    "X-Policy-Version, X-Next-From, X-Log-Size, ETag, Link, Location, Content-Disposition, "
    "RateLimit, RateLimit-Policy, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, "
    "Retry-After, Idempotent-Replayed";
constexpr std::string_view sendable_headers =
    "Accept, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, "
    "X-Correlation-ID, X-Min-Position, traceparent";
/// How long a browser may remember what it may send.
constexpr std::string_view preflight_seconds = "600";

void add(Reply& reply, std::string_view name, std::string_view value) {
    reply.headers.emplace_back(name, value);
}

}  // namespace

std::string CrossOrigin::allowed_origin(const RequestHead& head) const {
    const std::string* origin = head.find("origin");
    if (origin == nullptr || std::ranges::find(origins_, *origin) == origins_.end()) return "";
    return *origin;
}

void CrossOrigin::mark(Reply& reply, std::string_view origin) const {
    if (!origins_.empty()) add(reply, "Vary", "Origin");
    if (origin.empty()) return;
    add(reply, "Access-Control-Allow-Origin", origin);
    add(reply, "Access-Control-Allow-Credentials", "true");
    add(reply, "Access-Control-Expose-Headers", readable_headers);
}

bool CrossOrigin::is_preflight(const RequestHead& head) {
    return head.find("access-control-request-method") != nullptr;
}

void CrossOrigin::permit(Reply& reply, std::string_view methods) {
    add(reply, "Access-Control-Allow-Methods", methods);
    add(reply, "Access-Control-Allow-Headers", sendable_headers);
    add(reply, "Access-Control-Max-Age", preflight_seconds);
}

}  // namespace ledger
