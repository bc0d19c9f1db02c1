// Replies whose body is made piece by piece while it is sent.
#include "engine/kernel/encoding.hpp"
#include "engine/log/sha256.hpp"
#include "tests/http/test_server.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::test;

namespace {

/// A view of so many rows of so many bytes, and all of them.
std::string fill(TestServer& server, std::size_t rows, std::size_t bytes) {
    std::string all;
    for (std::size_t i = 0; i < rows; ++i) {
        const std::string key = std::to_string(100'000 + i);
        const std::string value = key + std::string(bytes - key.size(), 'x');
        server.engine.views["numbers"].rows[key] = value;
        all += value;
    }
    server.engine.views["numbers"].position = 18;
    return all;
}

RawReply ask(RawClient& client, const std::string& text, bool head_only = false) {
    client.send(text);
    auto reply = client.read(head_only);
    REQUIRE(reply.has_value());
    return std::move(*reply);
}

}  // namespace

TEST_CASE("a long reply is announced with its length, its hash and its position") {
    TestServer server;
    const std::string all = fill(server, 500, 20'000);
    RawClient client{server.port()};
    const RawReply reply = ask(client, request_text("GET", "/rows"));
    CHECK(reply.status == 200);
    CHECK(reply.body == all);
    CHECK(reply.field("Content-Type") == "text/plain");
    CHECK(reply.field("X-Content-SHA256") == to_hex(Sha256{}({all})));
    CHECK(reply.field("X-Event-Position") == "17");
    CHECK(reply.field("X-Request-Id").size() == 36);

    const std::string tag = reply.field("ETag");
    const std::string known = "If-None-Match: " + tag + "\r\n";
    CHECK(ask(client, request_text("GET", "/rows", known), true).status == 304);
    const RawReply head = ask(client, request_text("HEAD", "/rows"), true);
    CHECK(head.field("Content-Length") == std::to_string(all.size()));
    CHECK(ask(client, request_text("GET", "/hello")).status == 200);
    CHECK(server.traffic->request_bytes.now() < 1'000'000);
}

TEST_CASE("long replies keep their place among others on one connection") {
    TestServer server;
    const std::string all = fill(server, 5, 1'000);
    RawClient client{server.port()};
    client.send(request_text("GET", "/hello") + request_text("GET", "/rows") +
                request_text("GET", "/rows?refused=1") + request_text("GET", "/rows") +
                request_text("GET", "/hello"));
    for (const int status : {200, 200, 400, 200, 200}) {
        const auto reply = client.read();
        REQUIRE(reply.has_value());
        CHECK(reply->status == status);
        if (status == 200) CHECK((reply->body == all || reply->body == R"({"hello":true})"));
    }
    CHECK(server.failures().empty());
}

TEST_CASE("an empty long reply is a reply") {
    TestServer server;
    server.engine.views["numbers"];
    RawClient client{server.port()};
    const RawReply reply = ask(client, request_text("GET", "/rows"));
    CHECK(reply.status == 200);
    CHECK(reply.field("Content-Length") == "0");
    CHECK(ask(client, request_text("GET", "/hello")).status == 200);
}

TEST_CASE("a long reply that cannot be finished ends its connection, and is told of") {
    TestServer server;
    fill(server, 5, 1'000);
    RawClient client{server.port()};
    client.send(request_text("GET", "/rows?fails=3"));
    CHECK(!client.read().has_value());
    REQUIRE(server.failures().size() == 1);
    CHECK(server.failures()[0].message == "the second pass");
}

TEST_CASE("who goes away in the middle of a long reply leaves nothing behind") {
    TestServer server{quick_limits()};
    fill(server, 1'000, 60'000);
    {
        RawClient client{server.port()};
        client.send(request_text("GET", "/rows"));
        CHECK(client.receive_once().starts_with("HTTP/1.1 200"));
    }
    while (server.traffic->downloads.now() > 0 || server.traffic->request_bytes.now() > 0)
        std::this_thread::yield();
}

TEST_CASE("long replies are shed when there are too many") {
    ServerLimits limits;
    limits.downloads = 0;
    TestServer server{limits};
    fill(server, 1, 1'000);
    RawClient client{server.port()};
    const RawReply reply = ask(client, request_text("GET", "/rows"));
    CHECK(reply.status == 503);
    CHECK(server.traffic->downloads.now() == 0);
}
