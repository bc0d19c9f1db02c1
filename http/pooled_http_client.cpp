#include "http/pooled_http_client.hpp"

#include <algorithm>
#include <utility>

namespace ledger {

Result<std::unique_ptr<PooledHttpClient>> PooledHttpClient::create(const Clock& clock,
                                                                   HttpPoolSettings settings) {
    TRY(trust, TlsTrust::load(settings.ca_file));
    return std::unique_ptr<PooledHttpClient>{
        new PooledHttpClient{clock, std::move(settings), std::move(trust)}};
}

PooledHttpClient::PooledHttpClient(const Clock& clock, HttpPoolSettings settings,
                                   std::unique_ptr<TlsTrust> trust)
    : clock_{clock}, settings_{std::move(settings)}, trust_{std::move(trust)} {}

HttpResult PooledHttpClient::request(const HttpRequest& request, const HttpLimits& limits) {
    return run(request, limits, nullptr);
}

HttpResult PooledHttpClient::stream(const HttpRequest& request, const HttpLimits& limits,
                                    BodyTaker take) {
    return run(request, limits, &take);
}

HttpResult PooledHttpClient::run(const HttpRequest& request, const HttpLimits& limits,
                                 const BodyTaker* take) {
    auto url = parse_http_url(request.url);
    if (!url) return std::unexpected{HttpFailure{Delivery::not_sent, std::move(url).error()}};
    auto connection = take_idle(*url);
    HttpResult result = connection->call({.method = request.method,
                                          .target = url->target,
                                          .headers = request.headers,
                                          .body = request.body,
                                          .limits = limits,
                                          .take = take});
    if (connection->is_open()) keep(std::move(connection));
    return result;
}

std::size_t PooledHttpClient::idle_count() {
    const std::scoped_lock lock{mutex_};
    drop_expired(clock_.monotonic());
    return idle_.size();
}

void PooledHttpClient::drop_expired(Duration now) {
    std::erase_if(idle_, [&](const Idle& idle) { return now - idle.since > settings_.idle_time; });
}

/// The one that served last, for that is the least likely to be closed; or a new one.
std::unique_ptr<OutboundConnection> PooledHttpClient::take_idle(const HttpUrl& url) {
    const std::scoped_lock lock{mutex_};
    drop_expired(clock_.monotonic());
    const auto found = std::ranges::find_if(idle_.rbegin(), idle_.rend(), [&](const Idle& idle) {
        return idle.connection->endpoint() == url.endpoint();
    });
    if (found == idle_.rend()) return std::make_unique<OutboundConnection>(url, trust_.get());
    auto connection = std::move(found->connection);
    idle_.erase(std::prev(found.base()));
    return connection;
}

void PooledHttpClient::keep(std::unique_ptr<OutboundConnection> connection) {
    const std::scoped_lock lock{mutex_};
    const auto is_same = [endpoint = connection->endpoint()](const Idle& idle) {
        return idle.connection->endpoint() == endpoint;
    };
    idle_.push_back({std::move(connection), clock_.monotonic()});
    const auto kept = static_cast<std::size_t>(std::ranges::count_if(idle_, is_same));
    if (kept > settings_.idle_per_endpoint) idle_.erase(std::ranges::find_if(idle_, is_same));
}

}  // namespace ledger
