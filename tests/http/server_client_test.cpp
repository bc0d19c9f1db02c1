#include "http/server_client.hpp"

#include "tests/http/scripted_server.hpp"
#include "tests/http/test_server.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::test;
using namespace std::chrono_literals;

namespace {

std::string url_of(std::uint16_t port) { return "http://127.0.0.1:" + std::to_string(port); }

std::unique_ptr<ServerClient> client_of(std::uint16_t port, HttpLimits limits = {}) {
    auto client = ServerClient::create(url_of(port), limits);
    REQUIRE(client.has_value());
    return std::move(*client);
}

}  // namespace

TEST_CASE("a client asks and is answered, again and again") {
    TestServer server;
    const auto client = client_of(server.port());
    for (int i = 0; i < 3; ++i) {
        const auto response = client->request("GET", "/hello");
        REQUIRE(response.has_value());
        CHECK(response->status == 200);
        CHECK(response->body == R"({"hello":true})");
        REQUIRE(response->find("content-type") != nullptr);
        CHECK(*response->find("content-type") == "application/json");
        CHECK(response->find("x-none") == nullptr);
    }
    const auto head = client->request("HEAD", "/hello");
    REQUIRE(head.has_value());
    CHECK(head->body.empty());
    const auto created =
        client->request("POST", "/commands", {{"Content-Type", "application/json"}}, "{}");
    REQUIRE(created.has_value());
    CHECK(created->status == 201);
    const auto missing = client->request("GET", "/nowhere");
    REQUIRE(missing.has_value());
    CHECK(missing->status == 404);
}

TEST_CASE("a prefix of the URL stands before every target") {
    TestServer server;
    const auto client = ServerClient::create(url_of(server.port()) + "/items/");
    REQUIRE(client.has_value());
    const auto response = (*client)->request("GET", "/7");
    REQUIRE(response.has_value());
    CHECK(response->body.find(R"("path":"/items/7")") != std::string::npos);
}

TEST_CASE("a body is sent while it is made") {
    TestServer server;
    const auto client = client_of(server.port());
    int lines = 0;
    const auto source = [&]() -> Result<std::string> {
        return lines++ < 100 ? std::string(2'000, 'x') + "\n" : std::string{};
    };
    const HeaderFields text{{"Content-Type", "text/plain"}};
    const auto response = client->upload("POST", "/lines", text, source);
    REQUIRE(response.has_value());
    CHECK(response->body == "100 accepted, 0 refused");
    const auto broken = client->upload("POST", "/lines", text, []() -> Result<std::string> {
        return fail(ErrorKind::internal, "test.source", "no more");
    });
    REQUIRE_FALSE(broken.has_value());
    CHECK(broken.error().code == "test.source");
    const auto refused = client->upload("POST", "/lines", {}, [&]() -> Result<std::string> {
        return std::string(lines++ < 110 ? 1 : 0, 'x');
    });
    REQUIRE(refused.has_value());
    CHECK(refused->status == 415);
}

TEST_CASE("a URL is http or https with a host and perhaps a port") {
    for (const std::string_view url :
         {"", "localhost", "ftp://localhost", "http://a b", "http://a/#b", "http://[::1]x",
          "http://", "http://:80", "http://a:b", "http://a:0", "http://a:65536",
          "http://a:", "http://[::1", "http://user@host"}) {
        CAPTURE(url);
        const auto client = ServerClient::create(url);
        REQUIRE_FALSE(client.has_value());
        CHECK(client.error().code == "client.url");
    }
    for (const std::string_view url : {"http://a", "http://a:1/b", "http://[::1]:80/", "https://a"})
        CHECK(ServerClient::create(url).has_value());
}

TEST_CASE("who does not answer, or not well, is an error and no wait") {
    const auto code_of = [](std::uint16_t port, HttpLimits limits) {
        const auto response = client_of(port, limits)->request("GET", "/");
        REQUIRE_FALSE(response.has_value());
        return response.error().code;
    };
    const auto code_after = [&](const std::string& script, HttpLimits limits = {}) {
        const ScriptedServer server{{{script}}};
        return code_of(server.port(), limits);
    };
    CHECK(code_of(free_port(), {}) == "client.connect");
    CHECK(code_after("") == "client.broken");
    CHECK(code_after("nonsense\r\n\r\n") == "client.broken");
    CHECK(code_after("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc") == "client.broken");
    CHECK(code_after("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n", {.response_bytes = 49}) ==
          "client.too_large");
    TestServer silent;
    silent.engine.answers = false;
    const auto late =
        client_of(silent.port(), {.whole = 20ms})
            ->request("POST", "/commands", {{"Content-Type", "application/json"}}, "{}");
    REQUIRE_FALSE(late.has_value());
    CHECK(late.error().code == "client.timeout");
}

TEST_CASE("a response may be announced, chunked, or end with the connection") {
    const std::string scripts[] = {
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\nabc"};
    for (const std::string& script : scripts) {
        CAPTURE(script);
        const ScriptedServer server{{{script}}};
        const auto response = client_of(server.port())->request("GET", "/");
        REQUIRE(response.has_value());
        CHECK(response->body == "abc");
    }
}

TEST_CASE("a kept connection that closes without a word is replaced when repeating does no harm") {
    const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    const HeaderFields key{{"Idempotency-Key", "k"}};
    const struct {
        std::string_view method;
        HeaderFields headers;
        bool repeated;
    } rows[] = {{"GET", {}, true}, {"POST", key, true}, {"POST", {}, false}};
    for (const auto& row : rows) {
        CAPTURE(row.method);
        // Reads the second request, and closes.
        ScriptedServer server{{{answer, ""}, {answer}}};
        const auto client = client_of(server.port());
        CHECK(client->request("GET", "/").has_value());
        CHECK(client->request(row.method, "/", row.headers).has_value() == row.repeated);
        CHECK(server.requests().size() == (row.repeated ? 3 : 2));
    }
}
