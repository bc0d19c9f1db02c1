// The HttpClient port over sockets, with connections that are kept for the next call.
#pragma once

#include "engine/ports/clock.hpp"
#include "engine/ports/http_client.hpp"
#include "http/outbound_connection.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace ledger {

struct HttpPoolSettings {
    /// PEM file with the only authorities to be trusted; "": those of the machine.
    std::string ca_file{};
    std::size_t idle_per_endpoint = 4;  ///< Connections that are kept; what is more is closed.
    Duration idle_time = std::chrono::seconds{30};  ///< How long one is kept without a call.
};

/// Certificates and host names are checked, always. What is repeated: see OutboundConnection.
class PooledHttpClient final : public HttpClient {
public:
    /// `clock` outlives it. Code "client.trust" when the CA file cannot be read.
    static Result<std::unique_ptr<PooledHttpClient>> create(const Clock& clock,
                                                            HttpPoolSettings settings = {});

    HttpResult request(const HttpRequest& request, const HttpLimits& limits) override;
    HttpResult stream(const HttpRequest& request, const HttpLimits& limits,
                      BodyTaker take) override;

    /// How many connections wait for a call.
    std::size_t idle_count();

private:
    struct Idle {
        std::unique_ptr<OutboundConnection> connection;
        Duration since{};
    };
    PooledHttpClient(const Clock& clock, HttpPoolSettings settings,
                     std::unique_ptr<TlsTrust> trust);
    HttpResult run(const HttpRequest& request, const HttpLimits& limits, const BodyTaker* take);
    std::unique_ptr<OutboundConnection> take_idle(const HttpUrl& url);
    void keep(std::unique_ptr<OutboundConnection> connection);
    void drop_expired(Duration now);

    const Clock& clock_;
    HttpPoolSettings settings_;
    std::unique_ptr<TlsTrust> trust_;
    std::mutex mutex_;        ///< Over what follows.
    std::vector<Idle> idle_;  ///< The longest idle first.
};

}  // namespace ledger
