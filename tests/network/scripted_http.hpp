// Servers of a network that say what a test tells them to, in its order.
#pragma once

#include "stellar/network/endpoints.hpp"
#include "tests/support/test_clock.hpp"

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

namespace ledger::test {

/// What is asked after the last answer gets no connection.
class ScriptedHttp final : public HttpClient {
public:
    void answer(int status, std::string body, HeaderFields headers = {});
    void fail(Delivery delivery);

    HttpResult request(const HttpRequest& request, const HttpLimits& limits) override;
    /// The answer's body in pieces of `piece_bytes`.
    HttpResult stream(const HttpRequest& request, const HttpLimits& limits,
                      BodyTaker take) override;

    std::vector<HttpRequest> requests;  ///< All that came.
    std::size_t piece_bytes = 7;
    bool is_quiet_after_body = false;  ///< Streams end in silence, and not by their taker.

private:
    HttpResult next(const HttpRequest& request);

    std::deque<HttpResult> answers_;
};

/// What a client stands on. Pauses take no time but the clock's.
struct TestNetwork {
    ScriptedHttp http;
    TestClock clock;
    std::vector<Duration> pauses;
    bool ends = false;  ///< The program does, so that nothing waits.

    stellar::NetworkPorts ports();
};

/// A strkey of a key that consists of `byte` alone.
std::string account_address(char byte);

}  // namespace ledger::test
