// When requests are shed: views too far behind, too much under way. What is asked about the
// server's health is always answered.
#include "tests/http/figures.hpp"
#include "tests/http/small_ledger.hpp"
#include "tests/http/test_server.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <thread>

using namespace ledger;
using namespace ledger::test;
using namespace std::chrono_literals;

namespace {

/// Closed: the view stands still in the middle of an event.
std::atomic<bool> gate_is_open = true;

Result<void> wait_at_gate(Rows&, const ViewEvent&) {
    gate_is_open.wait(false);
    return {};
}
const View gated{"gated", 1, {}, wait_at_gate, "Stands still while its gate is closed."};

void open_gate() {
    gate_is_open = true;
    gate_is_open.notify_all();
}

struct Gated : SmallLedger {
    Gated() : SmallLedger{{gated}} {
        while (runner->backlog().events > 0) std::this_thread::yield();
        gate_is_open = false;
    }
    ~Gated() { open_gate(); }
};

std::string rule_of(const HttpResponse& response) {
    const std::string_view mark = R"("rule":")";
    const std::size_t begin = response.body.find(mark) + mark.size();
    return response.body.substr(begin, response.body.find('"', begin) - begin);
}

std::string command_of(std::size_t bytes) {
    return request_text("POST", "/commands", "Content-Type: application/json\r\n",
                        std::string(bytes, ' '));
}

}  // namespace

TEST_CASE("writes are refused while a view is more than a second behind, and taken again after") {
    Gated ledger;
    CHECK(ledger.post("/move", "a").status == 201);
    ledger.clock.advance(1s);
    CHECK(ledger.post("/move", "b").status == 201);
    ledger.clock.advance(1ms);
    const HttpResponse shed = ledger.post("/move", "c");
    CHECK(shed.status == 503);
    CHECK(rule_of(shed) == "view.lagging");
    CHECK(*shed.find("retry-after") == "1");
    CHECK(ledger.get("/health/live").status == 200);
    const FigureMap figures = figures_of(ledger.get("/metrics").body);
    CHECK(figures.at("nociq_slowest_view_lag_events") == "2");
    CHECK(figures.at("nociq_slowest_view_lag_seconds") == "1.001");

    open_gate();
    while (ledger.runner->backlog().events > 0) std::this_thread::yield();
    CHECK(ledger.post("/move", "d").status == 201);
    // Nothing of what was refused is there.
    CHECK(ledger.log.end() == 5);
}

TEST_CASE("writes are refused while a view has more events to fold than allowed") {
    Gated ledger;
    const LocalEngine strict{*ledger.pipeline, *ledger.runner, ledger.clock, {.lag_events = 1}};
    CHECK(strict.is_admitting());
    ledger.move("a");
    CHECK(strict.is_admitting());
    ledger.move("b");
    CHECK_FALSE(strict.is_admitting());
    CHECK(ledger.engine->is_admitting());
}

TEST_CASE("a body that is half read waits for the views instead of being refused") {
    TestServer server{quick_limits()};
    server.engine.admits = false;
    RawClient client{server.port()};
    const std::string body = "one\ntwo\n";
    client.send(
        "POST /lines HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
        "Content-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body);
    auto waiter = server.engine.take_waiter();
    SUBCASE("and goes on when they have caught up") {
        server.engine.admits = true;
        waiter(true);
        CHECK(client.read()->body == "2 accepted, 0 refused");
    }
    SUBCASE("and is given up when that takes too long") {
        waiter(false);
        CHECK(client.read()->status == 503);
    }
}

TEST_CASE("no more bodies are streamed at once than allowed") {
    ServerLimits limits = quick_limits();
    limits.uploads = 1;
    TestServer server{limits};
    const std::string head =
        "POST /lines HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
        "Content-Length: 4\r\n\r\n";
    RawClient first{server.port()};
    first.send(head);
    while (server.traffic->uploads.now() == 0) std::this_thread::yield();
    RawClient second{server.port()};
    second.send(head + "one\n");
    CHECK(second.read()->status == 503);
    first.send("one\n");
    CHECK(first.read()->body == "1 accepted, 0 refused");
    while (server.traffic->uploads.now() > 0) std::this_thread::yield();
    RawClient third{server.port()};
    third.send(head + "one\n");
    CHECK(third.read()->status == 200);
}

TEST_CASE("when requests under way take all the room, further ones are shed, but small questions") {
    ServerLimits limits = quick_limits();
    limits.request_bytes = request_overhead_bytes + 1'000;
    TestServer server{limits};
    server.engine.answers = false;
    RawClient first{server.port()};
    first.send(command_of(1'000));
    Command held = server.engine.take();
    CHECK(server.traffic->request_bytes.now() == limits.request_bytes);

    RawClient second{server.port()};
    second.send(request_text("GET", "/view"));
    const RawReply shed = *second.read();
    CHECK(shed.status == 503);
    CHECK(shed.body.find("request.memory") != std::string::npos);
    second.send(request_text("GET", "/hello"));
    CHECK(second.read()->status == 200);
    second.send(command_of(10));
    CHECK(second.read()->status == 503);
    CHECK(second.at_end());

    held.done({.reply = Reply{}, .position = 1});
    CHECK(first.read()->status == 200);
    while (server.traffic->request_bytes.now() > 0) std::this_thread::yield();
    RawClient third{server.port()};
    third.send(request_text("GET", "/view"));
    CHECK(third.read()->status == 200);
}

TEST_CASE("room is given back when a client goes away, and by whoever does not read its reply") {
    TestServer server{quick_limits()};
    {
        RawClient gone{server.port()};
        gone.send(
            "POST /commands HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            "Content-Length: 1000\r\n\r\n" +
            std::string(500, ' '));
        while (server.traffic->request_bytes.now() < 500) std::this_thread::yield();
    }
    while (server.traffic->request_bytes.now() > 0) std::this_thread::yield();

    constexpr std::size_t large = 20'000'000;
    RawClient slow{server.port()};
    slow.send(request_text("GET", "/big/" + std::to_string(large)));
    while (server.traffic->request_bytes.now() < large) std::this_thread::yield();
    const TimePasses passing{server.clock};
    while (server.traffic->request_bytes.now() > 0) std::this_thread::yield();
    while (server.traffic->connections.now() > 0) std::this_thread::yield();
}
