// What happens between a request that was read and its answer.
#include "engine/core/idempotency.hpp"
#include "engine/kernel/encoding.hpp"
#include "tests/http/test_server.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::test;
using namespace std::chrono_literals;

namespace {

const std::string json_type = "Content-Type: application/json\r\n";

RawReply ask(const TestServer& server, const std::string& text) {
    RawClient client{server.port()};
    client.send(text);
    auto reply = client.read();
    REQUIRE(reply.has_value());
    return std::move(*reply);
}

}  // namespace

TEST_CASE("each refusal has its status, code and envelope") {
    TestServer server;
    const struct {
        std::string text;
        int status;
        std::string_view code;
        std::string_view rule;
    } rows[] = {
        {request_text("GET", "/nowhere"), 404, "NOT_FOUND", "route.not_found"},
        {request_text("GET", "/hello/"), 404, "NOT_FOUND", "route.not_found"},
        {request_text("DELETE", "/hello"), 405, "METHOD_NOT_ALLOWED", "route.method_not_allowed"},
        {request_text("TRACE", "/hello"), 405, "METHOD_NOT_ALLOWED", "route.method_not_allowed"},
        {request_text("GET", "/items/%zz"), 400, "VALIDATION_ERROR", "request.path"},
        {request_text("GET", "/hello?a=1&a=2"), 400, "VALIDATION_ERROR", "request.invalid"},
        {request_text("GET", "/hello?min_position=x"), 400, "VALIDATION_ERROR", "request.invalid"},
        {request_text("POST", "/commands", "Content-Type: text/plain\r\n", "{}"), 415,
         "UNSUPPORTED_MEDIA_TYPE", "request.content_type"},
        {request_text("POST", "/commands", "", "{}"), 415, "UNSUPPORTED_MEDIA_TYPE",
         "request.content_type"},
        {request_text("POST", "/commands", json_type + "Idempotency-Key: a b\r\n", "{}"), 400,
         "VALIDATION_ERROR", "request.invalid"},
        {request_text("POST", "/commands", json_type, R"({"bad":1})"), 400, "VALIDATION_ERROR",
         "request.invalid"},
        {request_text("POST", "/commands", json_type + "Origin: http://evil.example\r\n", "{}"),
         403, "FORBIDDEN", "request.not_local"},
        {request_text("GET", "/broken"), 500, "INTERNAL_SERVER_ERROR", "server.failed"},
        {request_text("GET", "/throws"), 500, "INTERNAL_SERVER_ERROR", "server.failed"},
        {"GET /hello HTTP/1.1\r\n\r\n", 400, "VALIDATION_ERROR", "request.host"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const RawReply reply = ask(server, row.text);
        CHECK(reply.status == row.status);
        CHECK(reply.body.starts_with(R"({"error":{"code":")" + std::string{row.code} + '"'));
        CHECK(reply.body.find(R"("rule":")" + std::string{row.rule} + '"') != std::string::npos);
        CHECK(reply.body.ends_with(R"("request_id":")" + reply.field("X-Request-Id") + R"("})"));
        CHECK(uuid_from_text(reply.field("X-Request-Id")).has_value());
    }
    const std::vector<Error> failures = server.failures();
    REQUIRE(failures.size() == 2);
    CHECK(failures[0].message == "the secret reason");
    CHECK(failures[1].message == "thrown");
}

TEST_CASE("a method that is not allowed is told which ones are") {
    TestServer server;
    CHECK(ask(server, request_text("DELETE", "/items/1")).field("Allow") ==
          "OPTIONS, GET, HEAD, PUT");
}

TEST_CASE("a caller's correlation comes back as it was sent") {
    TestServer server;
    CHECK(ask(server, request_text("GET", "/hello", "X-Correlation-ID: ticket-7\r\n"))
              .field("X-Correlation-ID") == "ticket-7");
    const RawReply generated = ask(server, request_text("GET", "/hello"));
    CHECK(generated.field("X-Correlation-ID") == generated.field("X-Request-Id"));
}

TEST_CASE("a command carries who asked, why, and under which key") {
    TestServer server;
    server.engine.answers = false;
    RawClient client{server.port()};
    client.send(request_text("POST", "/commands?dry=1",
                             json_type +
                                 "Idempotency-Key: k1\r\n"
                                 "X-Correlation-ID: 01234567-89ab-7def-8123-456789abcdef\r\n",
                             "{}"));
    Command command = server.engine.take();
    CHECK(command.caller.actor == "local:0");
    CHECK(to_text(command.caller.correlation_id) == "01234567-89ab-7def-8123-456789abcdef");
    REQUIRE(command.idempotency.has_value());
    CHECK(command.idempotency->key == idempotency_scope("local:0", "k1"));
    CHECK(command.idempotency->request == idempotency_request("POST", "/commands?dry=1", "{}"));
    CHECK(command.caller.idempotency_key_hash == command.idempotency->key);
    const std::string causation = to_text(command.caller.causation_id);
    command.done({.reply = Reply{.status = 201, .headers = {{"ETag", R"("v1.p17")"}}},
                  .position = 17,
                  .replayed = true});
    const auto reply = client.read();
    REQUIRE(reply.has_value());
    CHECK(reply->field("X-Event-Position") == "17");
    CHECK(reply->field("ETag") == R"("v1.p17")");
    CHECK(reply->field("Idempotent-Replayed") == "true");
    CHECK(reply->field("X-Request-Id") == causation);
}

TEST_CASE("a refused command says up to where it had looked") {
    TestServer server;
    server.engine.answers = false;
    RawClient client{server.port()};
    client.send(request_text("PUT", "/items/1"));
    Command command = server.engine.take();
    CHECK_FALSE(command.idempotency.has_value());
    command.done({.reply = fail(ErrorKind::conflict, "item.taken", "Taken."), .position = 5});
    const auto reply = client.read();
    CHECK(reply->status == 409);
    CHECK(reply->field("X-Event-Position") == "5");
}

TEST_CASE("an engine that takes nothing is passed on") {
    TestServer server;
    server.engine.refusal = {.kind = ErrorKind::insufficient_storage,
                             .code = "storage.reserve",
                             .message = "The disk is nearly full."};
    const RawReply reply = ask(server, request_text("POST", "/commands", json_type, "{}"));
    CHECK(reply.status == 507);
    CHECK(reply.field("Retry-After") == "30");
}

TEST_CASE("an unchanged reply is not sent again, unless it depends on the hour") {
    TestServer server;
    const struct {
        std::string path;
        std::string if_none_match;
        int status;
    } rows[] = {
        {"/etag", R"("v3.p17")", 304},
        {"/etag", R"("v1.p1", W/"v3.p17")", 304},
        {"/etag", "*", 304},
        {"/etag", R"("v3.p18")", 200},
        {"/hourly", R"("v3.p17")", 200},
        {"/hello", "*", 200},
    };
    for (const auto& row : rows) {
        CAPTURE(row.if_none_match);
        const RawReply reply = ask(
            server, request_text("GET", row.path, "If-None-Match: " + row.if_none_match + "\r\n"));
        CHECK(reply.status == row.status);
        if (row.status == 304) CHECK(reply.field("ETag") == R"("v3.p17")");
        if (row.status == 304) CHECK(reply.field("Content-Length").empty());
    }
}

TEST_CASE("a query sees what was acknowledged, and what its caller has seen") {
    TestServer server;
    server.engine.views["numbers"] = {.rows = {{"a", "1"}}, .position = 10};
    const RawReply reply = ask(server, request_text("GET", "/view"));
    CHECK(reply.body == "a=1");
    CHECK(server.engine.last_target == 10);
    CHECK(reply.field("X-Event-Position") == "9");
    CHECK(reply.field("X-Projection-Position") == "9");
    CHECK(reply.field("X-Projection-State").empty());
    ask(server, request_text("GET", "/view?min_position=30"));
    CHECK(server.engine.last_target == 31);
    ask(server, request_text("GET", "/view", "X-Min-Position: 4\r\n"));
    CHECK(server.engine.last_target == 10);
}

TEST_CASE("a query waits for its view, and not for ever") {
    TestServer server;
    server.engine.views_reach = false;
    RawClient client{server.port()};
    client.send(request_text("GET", "/view"));
    server.engine.take_waiter()(true);  // On another thread than the request's.
    CHECK(client.read()->status == 200);
    client.send(request_text("GET", "/view"));
    server.engine.take_waiter()(false);
    const auto late = client.read();
    CHECK(late->status == 503);
    CHECK(late->field("Retry-After") == "1");
    CHECK(late->body.find("view.behind") != std::string::npos);
}

TEST_CASE("a route without views does not claim a position that the log has not reached") {
    TestServer server;
    CHECK(ask(server, request_text("GET", "/hello?min_position=9")).status == 200);
    CHECK(ask(server, request_text("GET", "/hello?min_position=10")).status == 503);
}

TEST_CASE("a stopped view says so, and fails only who has seen more") {
    TestServer server;
    server.engine.views["numbers"] = {
        .rows = {{"a", "1"}}, .position = 5, .state = ViewState::stopped};
    const RawReply reply = ask(server, request_text("GET", "/view"));
    CHECK(reply.status == 200);
    CHECK(reply.field("X-Projection-State") == "stopped");
    CHECK(reply.field("X-Projection-Position") == "4");
    CHECK(ask(server, request_text("GET", "/view?min_position=4")).status == 200);
    CHECK(ask(server, request_text("GET", "/view?min_position=5")).status == 503);
}

TEST_CASE("a query that scans runs elsewhere and may be refused") {
    TestServer server;
    for (int i = 0; i < 200; ++i) server.engine.views["numbers"].rows[std::to_string(i)] = "x";
    CHECK(ask(server, request_text("GET", "/scan")).body == "200");
    ServerLimits full;
    full.waiting_queries = 0;
    TestServer refusing{full};
    const RawReply refused = ask(refusing, request_text("GET", "/scan"));
    CHECK(refused.status == 503);
    CHECK(refused.body.find("query.queue_full") != std::string::npos);
    DispatchSettings hurried;
    hurried.scan_deadline = Duration{0};
    TestServer late{{}, hurried};
    const RawReply too_late = ask(late, request_text("GET", "/scan"));
    CHECK(too_late.status == 503);
    CHECK(too_late.body.find("query.deadline") != std::string::npos);
}
