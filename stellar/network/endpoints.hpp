// The servers that one network is asked through: when a read is tried again, where and how late.
#pragma once

#include "engine/ports/clock.hpp"
#include "engine/ports/http_client.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::stellar {

/// Of HTTP: the server is asked too often.
inline constexpr int too_many_requests = 429;

struct NetworkSettings {
    std::vector<std::string> endpoints{};  ///< "http[s]://host[:port][/prefix]"; the first first.
    Duration connect = std::chrono::seconds{5};
    Duration call = std::chrono::seconds{30};    ///< One request with its answer.
    Duration stream = std::chrono::seconds{90};  ///< One stream; Horizon's last 55 s.
    std::size_t answer_bytes = std::size_t{16} << 20U;
    std::size_t stream_bytes = std::size_t{64} << 20U;
    int read_attempts = 5;                                  ///< In all, over all endpoints.
    Duration read_time = std::chrono::seconds{60};          ///< No attempt begins later.
    Duration first_pause = std::chrono::milliseconds{250};  ///< Doubles with each round.
    Duration longest_pause = std::chrono::seconds{8};
    Duration longest_retry_after = std::chrono::seconds{30};  ///< A longer `Retry-After` is cut.
    Duration sweep_pause = std::chrono::seconds{5};  ///< Between looks at what happened: a ledger.
};

/// Waits; false when the program ends before.
using Pause = std::function<bool(Duration)>;

/// Outlive what uses them.
struct NetworkPorts {
    HttpClient& http;
    const Clock& clock;
    Pause pause;
};

/// Any thread, and several at once.
class Endpoints {
public:
    /// Code "client.url" for an endpoint that is none, "network.endpoints" when there is none.
    static Result<Endpoints> create(NetworkSettings settings, NetworkPorts ports);
    Endpoints(Endpoints&& other) noexcept;
    Endpoints& operator=(Endpoints&&) = delete;
    ~Endpoints() = default;

    const NetworkSettings& settings() const { return settings_; }
    HttpLimits limits() const;
    HttpClient& http() const { return ports_.http; }
    bool pause(Duration duration) const { return ports_.pause(duration); }

    /// The one whose turn it is, without a slash at its end.
    const std::string& current() const;
    /// Whoever comes next asks another one than `endpoint`.
    void leave(std::string_view endpoint);

    /// A response below 500 that is not 429; everything else is an error for `read`.
    Result<HttpResponse> fetch(const HttpRequest& request) const;
    /// That error, with how long it asks us to wait.
    Result<void> check(const HttpResponse& response) const;

    /// Asks until there is an answer, an error that no repetition changes, or no time.
    template <class T>
    Result<T> read(FunctionRef<Result<T>(const std::string& endpoint)> ask) {
        Round round{.began = ports_.clock.monotonic()};
        for (;;) {
            const std::string& endpoint = current();
            Result<T> answer = ask(endpoint);
            if (answer || !is_temporary(answer.error())) return answer;
            leave(endpoint);
            if (!wait_for_turn(round, answer.error())) return answer;
        }
    }

    /// What a read that failed so often and so long ago does next.
    struct Round {
        Duration began{};
        int attempts = 0;
        Duration asked_for{};  ///< The longest `Retry-After`.
    };
    /// Waits as long as it has to; false when it is not to be tried again.
    bool wait_for_turn(Round& round, const Error& error) const;
    static bool is_temporary(const Error& error);

private:
    Endpoints(NetworkSettings settings, NetworkPorts ports);

    NetworkSettings settings_;
    NetworkPorts ports_;
    std::atomic<std::size_t> current_ = 0;
};

/// How long a response asks to be left alone: `Retry-After`, at most `longest`; a date counts as
/// that. Nothing when it does not say.
std::optional<Duration> retry_after(const HttpResponse& response, Duration longest);

}  // namespace ledger::stellar
