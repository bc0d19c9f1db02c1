// The HTTP server: its threads, its listening sockets, and how many may connect.
#pragma once

#include "engine/kernel/result.hpp"
#include "engine/ports/clock.hpp"
#include "http/limits.hpp"
#include "http/request_handler.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace ledger {

struct ServerSettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8000;  ///< 0: any that is free.
    std::size_t threads = 2;
    ServerLimits limits;
};

/// Serves from `start` to `stop`. Each thread has its own io_context and listening socket
/// (SO_REUSEPORT), so that threads share nothing.
class Server {
public:
    /// Refuses all but loopback addresses: there are no identities yet (ruling 64).
    static Result<void> check_address(const ServerSettings& settings);
    /// An error as of `check_address`, or when the port is taken.
    static Result<std::unique_ptr<Server>> start(const ServerSettings& settings,
                                                 RequestHandler& handler, const Clock& clock);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    /// Stops if `stop` was not called.
    ~Server();

    std::uint16_t port() const;
    /// Where it listens: "127.0.0.1:8000", "[::1]:8000".
    std::string endpoint() const;
    /// Accepts no more, finishes the requests in flight within `limits.drain`, ends the threads.
    /// The engine must still answer meanwhile.
    void stop();

private:
    struct State;
    explicit Server(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace ledger
