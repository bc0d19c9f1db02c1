#include "engine/platform/system_clock.hpp"
#include "http/pooled_http_client.hpp"
#include "tests/http/scripted_server.hpp"
#include "tests/http/test_server.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_clock.hpp"

#include <doctest/doctest.h>

#include <fstream>

using namespace ledger;
using namespace ledger::test;
using namespace std::chrono_literals;

namespace {

const std::string answer =
    "HTTP/1.1 200 OK\r\nDate: Mon, 05 Jan 2026 12:00:00 GMT\r\nContent-Length: 2\r\n\r\nhi";

std::unique_ptr<PooledHttpClient> client_with(const Clock& clock, HttpPoolSettings settings = {}) {
    auto client = PooledHttpClient::create(clock, std::move(settings));
    REQUIRE(client.has_value());
    return std::move(*client);
}

HttpRequest get(std::uint16_t port, const std::string& target = "/") {
    return {.url = "http://127.0.0.1:" + std::to_string(port) + target};
}
HttpRequest post(std::uint16_t port) {
    HttpRequest request = get(port);
    request.method = "POST";
    request.body = "tx=AAAA";
    return request;
}

/// How a request that brought no answer failed.
HttpFailure failure_of(const HttpResult& result) {
    REQUIRE_FALSE(result.has_value());
    return result.error();
}

/// What a client that trusts `trusted` alone is told by a server that shows `shown`.
HttpResult tls_call(const TestCertificate& shown, const TestCertificate& trusted,
                    const std::string& host) {
    const TemporaryFolder folder;
    const std::string ca_file = folder.path() + "/ca.pem";
    std::ofstream{ca_file} << trusted.text();
    const SystemClock clock;
    const ScriptedServer server{{{answer}}, &shown};
    return client_with(clock, {.ca_file = ca_file})
        ->request({.url = "https://" + host + ":" + std::to_string(server.port()) + "/"}, {});
}

}  // namespace

TEST_CASE("a request is answered with status, fields and body, and sent as it was given") {
    const TestClock clock;
    ScriptedServer server{{{answer}}};
    HttpRequest request = post(server.port());
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    const auto response = client_with(clock)->request(request, {});
    REQUIRE(response.has_value());
    CHECK(response->status == 200);
    CHECK(response->body == "hi");
    REQUIRE(response->find("date") != nullptr);
    CHECK(*response->find("date") == "Mon, 05 Jan 2026 12:00:00 GMT");
    REQUIRE(server.requests().size() >= 1);
    CHECK(server.requests().front() ==
          "POST / HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
              "\r\nContent-Type: application/x-www-form-urlencoded\r\n"
              "Content-Length: 7\r\n\r\ntx=AAAA");
}

TEST_CASE("a connection serves one request after the other, until it was idle too long") {
    TestClock clock;
    ScriptedServer server{{{answer, answer}, {answer}}};
    const auto client = client_with(clock, {.idle_time = 30s});
    CHECK(client->request(get(server.port()), {}).has_value());
    CHECK(client->idle_count() == 1);
    clock.advance(30s);
    CHECK(client->request(get(server.port()), {}).has_value());
    server.await_closed(1);  // Both answers came over the first connection.
    CHECK(server.requests().size() == 2);

    CHECK(client->request(get(server.port()), {}).has_value());
    clock.advance(31s);
    CHECK(client->idle_count() == 0);
}

TEST_CASE("no more connections are kept than the settings say") {
    const TestClock clock;
    for (const std::size_t most : {0U, 1U, 2U}) {
        CAPTURE(most);
        const auto client = client_with(clock, {.idle_per_endpoint = most});
        TestServer server;
        // The outer call has one connection while the inner one needs another.
        const auto outer = client->stream(
            get(server.port(), "/hello"), {}, [&](const HttpResponse&, std::string_view) {
                CHECK(client->request(get(server.port(), "/hello"), {}).has_value());
                return true;
            });
        CHECK(outer.has_value());
        CHECK(client->idle_count() == most);
    }
}

TEST_CASE("a kept connection that proves closed before anything was sent is replaced") {
    const TestClock clock;
    ScriptedServer server{{{answer}, {answer}}};
    const auto client = client_with(clock);
    CHECK(client->request(get(server.port()), {}).has_value());
    server.await_closed(1);
    CHECK(client->request(post(server.port()), {}).has_value());
}

TEST_CASE("a request that may do harm is not repeated, whatever became of it") {
    const TestClock clock;
    ScriptedServer server{{{answer, ""}, {answer}}};
    const auto client = client_with(clock);
    CHECK(client->request(get(server.port()), {}).has_value());
    const HttpFailure failure = failure_of(client->request(post(server.port()), {}));
    CHECK(failure.delivery == Delivery::unknown);
    CHECK(failure.error.code == "client.broken");
    CHECK(server.requests().size() == 2);
}

TEST_CASE("what was not sent and what may have been are told apart") {
    const SystemClock clock;
    const auto client = client_with(clock);
    const auto fails = [&](const HttpRequest& request, const HttpLimits& limits, Delivery delivery,
                           std::string_view code) {
        const HttpFailure failure = failure_of(client->request(request, limits));
        CHECK(failure.delivery == delivery);
        CHECK(failure.error.code == code);
    };
    fails(get(free_port()), {}, Delivery::not_sent, "client.connect");
    fails({.url = "http://"}, {}, Delivery::not_sent, "client.url");
    HttpRequest smuggling = get(free_port());
    smuggling.headers = {{"X-Name", "a\r\nX-Other: b"}};
    fails(smuggling, {}, Delivery::not_sent, "client.request");
    // Accepted by the kernel, and nobody who shakes hands.
    const ScriptedServer silent{{}};
    fails({.url = "https://127.0.0.1:" + std::to_string(silent.port())}, {.connect = 20ms},
          Delivery::not_sent, "client.timeout");
    fails(post(silent.port()), {.whole = 20ms}, Delivery::unknown, "client.timeout");

    const struct {
        std::string script;
        std::string_view code;
    } rows[] = {
        {"", "client.broken"},
        {"nonsense\r\n\r\n", "client.broken"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc", "client.broken"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", "client.broken"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n", "client.too_large"},
        {"HTTP/1.1 200 OK\r\nX-Long: " + std::string(2'000, 'x') + "\r\n\r\n", "client.broken"}};
    for (const auto& row : rows) {
        CAPTURE(row.script);
        const ScriptedServer server{{{row.script}}};
        fails(post(server.port()), {.response_bytes = 49, .header_bytes = 1'000}, Delivery::unknown,
              row.code);
    }
}

TEST_CASE("a redirect is a response and leads nowhere") {
    const TestClock clock;
    ScriptedServer server{
        {{"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n", ""}}};
    const auto response = client_with(clock)->request(get(server.port()), {});
    REQUIRE(response.has_value());
    CHECK(response->status == 302);
    CHECK(server.requests().size() == 1);
}

TEST_CASE("a body is handed over as it comes, and the taker may end it") {
    const TestClock clock;
    const std::string script =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5\r\nfirst\r\n6\r\nsecond\r\n0\r\n\r\n";
    const ScriptedServer server{{{script}, {script}, {script}}};
    const auto client = client_with(clock);
    std::string body;
    const auto whole = client->stream(get(server.port()), {},
                                      [&](const HttpResponse& head, std::string_view piece) {
                                          CHECK(head.status == 200);
                                          CHECK(head.body.empty());
                                          body += piece;
                                          return true;
                                      });
    REQUIRE(whole.has_value());
    CHECK(whole->body.empty());
    CHECK(body == "firstsecond");

    int pieces = 0;
    const auto ended =
        client->stream(get(server.port()), {}, [&](const HttpResponse&, std::string_view) {
            ++pieces;
            return false;
        });
    CHECK(ended.has_value());
    CHECK(pieces == 1);
    const auto large = client->stream(get(server.port()), {.response_bytes = 10},
                                      [](const HttpResponse&, std::string_view) { return true; });
    CHECK(failure_of(large).error.code == "client.too_large");
}

TEST_CASE("a taker is asked whether to go on while nothing comes") {
    const SystemClock clock;
    // Promises more than it sends, and waits for another request instead.
    const ScriptedServer server{
        {{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", ""}, {"HTTP/1.1 200 OK\r\n", ""}}};
    const auto client = client_with(clock);
    int quiet = 0;
    std::string body;
    const auto ended = client->stream(get(server.port()), {.quiet = 5ms},
                                      [&](const HttpResponse&, std::string_view piece) {
                                          body += piece;
                                          quiet += piece.empty() ? 1 : 0;
                                          return quiet < 3;
                                      });
    CHECK(ended.has_value());
    CHECK(body == "hello");
    CHECK(quiet == 3);
    const auto late = client->stream(get(server.port()), {.whole = 30ms, .quiet = 5ms},
                                     [](const HttpResponse&, std::string_view) { return false; });
    CHECK(failure_of(late).error.code == "client.timeout");
}

TEST_CASE("over TLS a server must be who it says it is") {
    const TestCertificate right{"127.0.0.1"};
    const TestCertificate wrong_host{"127.0.0.2"};
    const TestCertificate named{"localhost"};
    const TestCertificate other_name{"elsewhere.example"};
    const TestCertificate expired{"127.0.0.1", -3, -1};
    const TestCertificate not_yet{"127.0.0.1", 1, 3};

    const auto response = tls_call(right, right, "127.0.0.1");
    REQUIRE(response.has_value());
    CHECK(response->body == "hi");
    CHECK(tls_call(named, named, "localhost").has_value());

    const struct {
        const TestCertificate& shown;
        const TestCertificate& trusted;
        std::string_view host;
        std::string_view reason;
    } rows[] = {{right, named, "127.0.0.1", "self-signed certificate"},
                {wrong_host, wrong_host, "127.0.0.1", "IP address mismatch"},
                {other_name, other_name, "localhost", "hostname mismatch"},
                {named, named, "127.0.0.1", "IP address mismatch"},
                {expired, expired, "127.0.0.1", "certificate has expired"},
                {not_yet, not_yet, "127.0.0.1", "certificate is not yet valid"}};
    for (const auto& row : rows) {
        CAPTURE(row.reason);
        const HttpFailure failure =
            failure_of(tls_call(row.shown, row.trusted, std::string{row.host}));
        CHECK(failure.delivery == Delivery::not_sent);
        CHECK(failure.error.code == "client.tls");
        CHECK(failure.error.message.find(row.reason) != std::string::npos);
    }
}

TEST_CASE("a connection with TLS is kept too, and a server without TLS is none") {
    const TemporaryFolder folder;
    const std::string ca_file = folder.path() + "/ca.pem";
    const TestCertificate certificate{"127.0.0.1"};
    std::ofstream{ca_file} << certificate.text();
    const TestClock clock;
    const auto client = client_with(clock, {.ca_file = ca_file});
    ScriptedServer server{{{answer, answer}, {answer}}, &certificate};
    const std::string url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
    CHECK(client->request({.url = url}, {}).has_value());
    CHECK(client->request({.url = url}, {}).has_value());
    server.await_closed(1);
    CHECK(server.requests().size() == 2);
    CHECK(client->request({.method = "POST", .url = url}, {}).has_value());

    const ScriptedServer plain{{{answer}}};
    const auto failure = failure_of(
        client->request({.url = "https://127.0.0.1:" + std::to_string(plain.port()) + "/"}, {}));
    CHECK(failure.delivery == Delivery::not_sent);
    CHECK(failure.error.code == "client.tls");
}

TEST_CASE("authorities that cannot be read are an error, not nobody's certificate") {
    const TestClock clock;
    const auto client = PooledHttpClient::create(clock, {.ca_file = "/nowhere/ca.pem"});
    REQUIRE_FALSE(client.has_value());
    CHECK(client.error().code == "client.trust");
}
