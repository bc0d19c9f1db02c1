// A server that says exactly what the test tells it to, in clear or over TLS.
#pragma once

#include "tests/http/test_certificate.hpp"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace ledger::test {

/// The answers of one connection, each sent when a request has come; then it is closed.
using Script = std::vector<std::string>;

class ScriptedServer {
public:
    /// One script for each connection that comes, one connection after the other.
    explicit ScriptedServer(std::vector<Script> scripts,
                            const TestCertificate* certificate = nullptr);
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;
    /// Ends the connection that it serves.
    ~ScriptedServer();

    std::uint16_t port() const { return port_; }
    /// What was received, request by request, those included that got no answer.
    std::vector<std::string> requests();
    /// Blocks until so many connections were closed.
    void await_closed(int count) const;

private:
    bool begin(int peer);
    void serve(int peer, const Script& script);

    int socket_;
    std::uint16_t port_ = 0;
    const TestCertificate* certificate_;
    std::atomic<int> closed_ = 0;
    std::mutex mutex_;
    int peer_ = -1;  ///< Being served.
    bool is_ending_ = false;
    std::vector<std::string> requests_;
    std::thread thread_;
};

/// A port of loopback where nobody listens.
std::uint16_t free_port();

}  // namespace ledger::test
