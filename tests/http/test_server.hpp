// A server on a free port of loopback, with routes of the test's own in front of a fake engine.
#pragma once

#include "http/dispatch.hpp"
#include "http/server.hpp"
#include "tests/http/fake_engine.hpp"
#include "tests/http/raw_client.hpp"
#include "tests/support/test_clock.hpp"
#include "tests/support/test_entropy.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ledger::test {

/// GET /hello, GET /echo?…, GET /items/{id}, GET /big/{bytes}, GET /etag, GET /hourly, GET /view,
/// GET /scan, GET /rows (long), GET /broken, GET /throws, POST /commands, PUT /commands, POST
/// /lines (streamed).
std::span<const Route> fake_routes();

struct TestServer {
    explicit TestServer(ServerLimits limits = {}, DispatchSettings settings = {});
    TestServer(const TestServer&) = delete;
    TestServer& operator=(const TestServer&) = delete;
    /// Answers what the test left unanswered, so that stopping does not wait for it.
    ~TestServer();

    std::uint16_t port() const { return server->port(); }
    std::vector<Error> failures();

    TestClock clock;
    TestEntropy entropy{7};
    FakeEngine engine;
    std::unique_ptr<Traffic> traffic;
    std::unique_ptr<Dispatcher> dispatcher;
    std::unique_ptr<Server> server;

private:
    std::mutex mutex_;
    std::vector<Error> failures_;
};

/// While it lives, time passes a thousand times faster: for what the server does only when it has
/// waited long enough. A single step of the clock could come before the server begins to wait.
class TimePasses {
public:
    explicit TimePasses(TestClock& clock) : thread_{[this, &clock] { pass(clock); }} {}
    TimePasses(const TimePasses&) = delete;
    TimePasses& operator=(const TimePasses&) = delete;
    ~TimePasses();

private:
    void pass(TestClock& clock);

    std::mutex mutex_;
    std::condition_variable wake_;
    bool ended_ = false;
    std::thread thread_;
};

/// A sweep so often that a test need not wait for it; idle connections stay for a day.
ServerLimits quick_limits();

}  // namespace ledger::test
