// The protocol over real sockets: what a client sends, cut and ordered as it likes.
#include "tests/http/test_server.hpp"

#include <doctest/doctest.h>

#include <array>
#include <thread>

using namespace ledger;
using namespace ledger::test;
using namespace std::chrono_literals;

namespace {

const std::string json_type = "Content-Type: application/json\r\n";

}  // namespace

TEST_CASE("a connection serves one request after another") {
    TestServer server;
    RawClient client{server.port()};
    for (int i = 0; i < 3; ++i) {
        client.send(request_text("GET", "/hello"));
        const auto reply = client.read();
        REQUIRE(reply.has_value());
        CHECK(reply->status == 200);
        CHECK(reply->body == R"({"hello":true})");
        CHECK(reply->field("Content-Type") == "application/json");
        CHECK(reply->field("Date") == "Mon, 05 Jan 2026 12:00:00 GMT");
        CHECK(reply->field("X-Event-Position") == "9");
        CHECK(reply->field("Connection").empty());
    }
}

TEST_CASE("who wants the connection closed, gets it closed") {
    TestServer server;
    const std::string requests[] = {
        request_text("GET", "/hello", "Connection: close\r\n"),
        "GET /hello HTTP/1.0\r\nHost: localhost\r\n\r\n",
    };
    for (const std::string& text : requests) {
        RawClient client{server.port()};
        client.send(text + request_text("GET", "/hello"));
        const auto reply = client.read();
        REQUIRE(reply.has_value());
        CHECK(reply->field("Connection") == "close");
        CHECK(client.at_end());
    }
}

TEST_CASE("pipelined requests are answered in their order, by one write") {
    TestServer server;
    server.engine.answers = false;
    RawClient client{server.port()};
    client.send(request_text("POST", "/commands", json_type, "{}") +
                request_text("GET", "/echo?n=2") +
                request_text("POST", "/commands", json_type, "{}"));
    Command first = server.engine.take();
    Command third = server.engine.take();
    third.done({.reply = Reply{.status = 201, .body = "3"}, .position = 3});
    first.done({.reply = Reply{.status = 201, .body = "1"}, .position = 1});
    const std::string all = client.receive_once();
    const std::size_t one = all.find("\r\n\r\n1HTTP/1.1 200");
    const std::size_t two = all.find(R"("query.n":"2")");
    const std::size_t three = all.find("\r\n\r\n3");
    CHECK(one < two);
    CHECK(two < three);
    CHECK(three == all.size() - 5);
}

TEST_CASE("more pipelined requests than a round holds are served in several rounds") {
    ServerLimits limits;
    limits.pipelined_requests = 2;
    TestServer server{limits};
    RawClient client{server.port()};
    std::string text;
    for (int i = 0; i < 7; ++i) text += request_text("GET", "/echo?n=" + std::to_string(i));
    client.send(text);
    for (int i = 0; i < 7; ++i) {
        const auto reply = client.read();
        REQUIRE(reply.has_value());
        CHECK(reply->body.find("\"query.n\":\"" + std::to_string(i) + "\"") != std::string::npos);
    }
}

TEST_CASE("a round ends when its replies are large") {
    ServerLimits limits;
    limits.round_bytes = 100'000;
    TestServer server{limits};
    RawClient client{server.port()};
    std::string text;
    for (int i = 0; i < 8; ++i) text += request_text("GET", "/big/90000");
    client.send(text);
    for (int i = 0; i < 8; ++i) CHECK(client.read()->body.size() == 90'000);
}

TEST_CASE("a body may come in chunks and in pieces") {
    TestServer server;
    server.engine.answers = false;
    RawClient client{server.port()};
    client.send("POST /commands HTTP/1.1\r\nHost: localhost\r\n" + json_type +
                "Transfer-Encoding: chunked\r\n\r\n4\r\n{\"a\"\r");
    client.send("\n3\r\n:1}\r\n0\r\n\r\n");
    Command chunked = server.engine.take();
    chunked.done({.reply = Reply{}, .position = 1});
    CHECK(client.read()->status == 200);
    // Seven bytes, however they came.
    client.send(request_text("POST", "/commands", json_type, R"({"a":1})"));
    Command whole = server.engine.take();
    CHECK(whole.bytes == chunked.bytes);
    whole.done({.reply = Reply{}, .position = 2});
    CHECK(client.read()->status == 200);
}

TEST_CASE("what is no request is told so, and the connection ends") {
    TestServer server;
    const struct {
        std::string text;
        int status;
        std::string_view code;
    } rows[] = {
        {"nonsense\r\n\r\n", 400, "VALIDATION_ERROR"},
        {"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", 400, "VALIDATION_ERROR"},
        {"GET / HTTP/1.1\r\nX: " + std::string(17'000, 'x'), 400, "VALIDATION_ERROR"},
        {"POST /commands HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\n\r\n", 413,
         "PAYLOAD_TOO_LARGE"},
        {"POST /commands HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
         "100001\r\n" +
             std::string(1'048'577, 'x'),
         413, "PAYLOAD_TOO_LARGE"},
        {"POST /commands HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
             std::string(40'000, 'x'),
         400, "VALIDATION_ERROR"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text.substr(0, 100));
        RawClient client{server.port()};
        // Behind a good request, which is answered all the same.
        client.send(request_text("GET", "/hello") + row.text);
        CHECK(client.read()->status == 200);
        const auto reply = client.read();
        REQUIRE(reply.has_value());
        CHECK(reply->status == row.status);
        CHECK(reply->body.find(row.code) != std::string::npos);
        CHECK(reply->field("Connection") == "close");
        client.end();
        CHECK(client.at_end());
    }
}

TEST_CASE("who asks before sending a body is told to go on, or refused") {
    TestServer server;
    const std::string expect = json_type + "Expect: 100-continue\r\nContent-Length: 2\r\n";
    RawClient client{server.port()};
    client.send(request_text("POST", "/commands", expect));
    CHECK(client.receive_once() == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("{}");
    CHECK(client.read()->status == 201);
    client.send(request_text("POST", "/nowhere", expect));
    CHECK(client.read()->status == 404);
    client.end();
    CHECK(client.at_end());
}

TEST_CASE("HEAD says what GET would, without the body") {
    TestServer server;
    RawClient client{server.port()};
    client.send(request_text("HEAD", "/hello") + request_text("GET", "/hello"));
    const auto head = client.read(true);
    REQUIRE(head.has_value());
    CHECK(head->field("Content-Length") == "14");
    const auto get = client.read();
    REQUIRE(get.has_value());
    CHECK(get->body == R"({"hello":true})");
}

TEST_CASE("OPTIONS says what is allowed") {
    TestServer server;
    RawClient client{server.port()};
    client.send(request_text("OPTIONS", "/items/1"));
    const auto reply = client.read();
    CHECK(reply->status == 204);
    CHECK(reply->field("Allow") == "OPTIONS, GET, HEAD, PUT");
    client.send(request_text("OPTIONS", "*"));
    CHECK(client.read()->status == 204);
    client.send(request_text("OPTIONS", "/nowhere"));
    CHECK(client.read()->status == 404);
}

TEST_CASE("whoever is slow is cut off") {
    const struct {
        std::string_view what;
        std::string sent;
        Duration patience;
    } rows[] = {
        {"idle", "", 60s},
        {"head", "GET /hello HT", 10s},
        {"fields", "GET /hello HTTP/1.1\r\nHost: localhost\r\nX: ", 10s},
        {"body", "PUT /items/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{", 30s},
        {"upload",
         "POST /lines HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
         "Content-Length: 9\r\n\r\na",
         10s},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        ServerLimits limits = quick_limits();
        if (row.sent.empty()) limits.idle = row.patience;
        TestServer server{limits};
        RawClient client{server.port()};
        client.send(request_text("GET", "/hello") + row.sent);
        CHECK(client.read()->status == 200);
        const Duration begun = server.clock.monotonic();
        const TimePasses passing{server.clock};
        CHECK(client.at_end());
        CHECK(server.clock.monotonic() - begun >= row.patience);
    }
}

TEST_CASE("a byte now and then does not buy more time for a head") {
    TestServer server{quick_limits()};
    RawClient client{server.port()};
    client.send("GET /hello HTTP/1.1\r\nX: ");
    // Each byte comes well within the time that a whole head has.
    while (!client.is_closed()) {
        client.send("x");
        server.clock.advance(1ms);
        std::this_thread::yield();
    }
    CHECK(server.clock.monotonic() >= 10s);
    CHECK(server.clock.monotonic() < 1h);
}

TEST_CASE("a request that is not answered in time is answered with 503") {
    TestServer server{quick_limits()};
    server.engine.answers = false;
    RawClient client{server.port()};
    client.send(request_text("POST", "/commands", json_type, "{}"));
    Command late = server.engine.take();
    const auto reply = [&] {
        const TimePasses passing{server.clock};
        return client.read();
    }();
    REQUIRE(reply.has_value());
    CHECK(reply->status == 503);
    CHECK(reply->field("Retry-After") == "1");
    CHECK(reply->body.find("request.timeout") != std::string::npos);
    // What comes too late answers nobody, least of all the next request.
    late.done({.reply = Reply{.body = "late"}, .position = 1});
    client.send(request_text("GET", "/hello"));
    CHECK(client.read()->body == R"({"hello":true})");
}

TEST_CASE("there are no more connections than allowed") {
    ServerLimits limits;
    SUBCASE("in all") { limits.connections = 2; }
    SUBCASE("per address") { limits.connections_per_address = 2; }
    TestServer server{limits};
    auto first = std::make_unique<RawClient>(server.port());
    RawClient second{server.port()};
    for (RawClient* client : {first.get(), &second}) {
        client->send(request_text("GET", "/hello"));
        CHECK(client->read()->status == 200);
    }
    {
        RawClient third{server.port()};
        const auto reply = third.read();
        REQUIRE(reply.has_value());
        CHECK(reply->status == 503);
        CHECK(reply->body.find("server.connections") != std::string::npos);
    }
    first->end();
    CHECK(first->at_end());
    // A moment may pass between the end that the client sees and the place that it leaves.
    for (int status = 0; status != 200;) {
        RawClient again{server.port()};
        again.send(request_text("GET", "/hello"));
        const auto reply = again.read();
        status = reply ? reply->status : 0;
    }
}

TEST_CASE("stopping finishes what is under way and takes on nothing new") {
    TestServer server;
    server.engine.answers = false;
    RawClient idle{server.port()};
    idle.send(request_text("GET", "/hello"));
    CHECK(idle.read()->status == 200);
    RawClient busy{server.port()};
    busy.send(request_text("POST", "/commands", json_type, "{}"));
    Command command = server.engine.take();
    std::thread stopping{[&] { server.server->stop(); }};
    CHECK(idle.at_end());
    command.done({.reply = Reply{.status = 201}, .position = 1});
    const auto reply = busy.read();
    REQUIRE(reply.has_value());
    CHECK(reply->status == 201);
    CHECK(reply->field("Connection") == "close");
    busy.end();
    stopping.join();
}

TEST_CASE("stopping does not wait for ever") {
    ServerLimits limits = quick_limits();
    limits.request = 1h;
    TestServer server{limits};
    server.engine.answers = false;
    RawClient busy{server.port()};
    busy.send(request_text("POST", "/commands", json_type, "{}"));
    Command command = server.engine.take();
    {
        const TimePasses passing{server.clock};
        server.server->stop();
    }
    CHECK(busy.at_end());
    command.done({.reply = Reply{}, .position = 1});  // Nobody is there any more.
}

TEST_CASE("only loopback is listened on") {
    TestServer server;
    for (const std::string address : {"0.0.0.0", "::", "192.168.1.1", "example.com", ""}) {
        CAPTURE(address);
        const auto started = Server::start({.address = address, .port = 0, .limits = {}},
                                           *server.dispatcher, server.clock);
        REQUIRE_FALSE(started.has_value());
        CHECK(started.error().code == "server.not_loopback");
    }
    const auto taken = Server::start({.address = "127.0.0.1", .port = 1, .limits = {}},
                                     *server.dispatcher, server.clock);
    if (!taken) CHECK(taken.error().code == "server.cannot_listen");
}

TEST_CASE("several threads share one port") {
    TestServer parts;
    const auto server =
        Server::start({.port = 0, .threads = 3, .limits = {}}, *parts.dispatcher, parts.clock);
    REQUIRE(server.has_value());
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 32; ++i) clients.push_back(std::make_unique<RawClient>((*server)->port()));
    for (const auto& client : clients) client->send(request_text("GET", "/hello"));
    for (const auto& client : clients) CHECK(client->read()->status == 200);
}
