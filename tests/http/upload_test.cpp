// Streamed bodies: commands under way while the body still arrives.
#include "engine/core/idempotency.hpp"
#include "tests/http/test_server.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::test;
using namespace std::chrono_literals;

namespace {

const std::string lines_head =
    "POST /lines HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n";

std::string chunk(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string size;
    for (std::size_t rest = bytes.size(); rest > 0; rest /= 16)
        size.insert(size.begin(), digits[rest % 16]);
    return size + "\r\n" + std::string{bytes} + "\r\n";
}

/// A line that fills a block of its own.
std::string long_line(char c) { return std::string(65'535, c) + "\n"; }

}  // namespace

TEST_CASE("commands of a body run one after another and are answered together") {
    TestServer server;
    server.engine.answers = false;
    RawClient client{server.port()};
    client.send(lines_head + "Content-Length: 6\r\n\r\na\nb\nc\n" + request_text("GET", "/hello"));
    for (int i = 1; i <= 3; ++i) {
        Command command = server.engine.take();
        Outcome outcome{.reply = Reply{}, .position = static_cast<Position>(i)};
        if (i == 2) outcome.reply = fail(ErrorKind::conflict, "c", "m");
        command.done(std::move(outcome));
    }
    const auto reply = client.read();
    REQUIRE(reply.has_value());
    CHECK(reply->body == "2 accepted, 1 refused");
    CHECK(reply->field("X-Event-Position") == "3");
    CHECK(client.read()->body == R"({"hello":true})");
}

TEST_CASE("the body is not read on while a command is under way") {
    TestServer server;
    server.engine.answers = false;
    RawClient client{server.port()};
    client.send(lines_head + "Transfer-Encoding: chunked\r\n\r\n" + chunk(long_line('a')));
    Command first = server.engine.take();
    client.send(chunk(long_line('b')) + "0\r\n\r\n");
    first.done({.reply = Reply{}, .position = 1});
    server.engine.take().done({.reply = Reply{}, .position = 2});
    CHECK(client.read()->body == "2 accepted, 0 refused");
}

TEST_CASE("a repeated body has the keys of the first, another one has not") {
    const auto keys_of = [](const std::vector<std::string>& pieces) {
        TestServer server;
        server.engine.answers = false;
        RawClient client{server.port()};
        client.send(lines_head + "Idempotency-Key: k\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (const std::string& piece : pieces) client.send(chunk(piece));
        client.send("0\r\n\r\n");
        std::vector<IdempotencyKey> keys;
        for (int i = 0; i < 3; ++i) {
            Command command = server.engine.take();
            keys.push_back(*command.idempotency);
            command.done({.reply = Reply{}, .position = 1});
        }
        CHECK(client.read()->status == 200);
        return keys;
    };
    const std::string body = long_line('a') + long_line('b') + "end\n";
    const auto whole = keys_of({body});
    const auto pieces = keys_of({body.substr(0, 1), body.substr(1, 70'000), body.substr(70'001)});
    const auto changed = keys_of({long_line('a') + long_line('c') + "end\n"});
    for (std::size_t i = 0; i < 3; ++i) {
        CAPTURE(i);
        CHECK(whole[i].key == idempotency_scope("local:0", "k#" + std::to_string(i + 1)));
        CHECK(whole[i].request == pieces[i].request);
        CHECK(changed[i].key == whole[i].key);
        CHECK((changed[i].request == whole[i].request) == (i == 0));
    }
}

TEST_CASE("an upload can be refused before, while and after it is read") {
    TestServer server;
    const struct {
        std::string text;
        int status;
    } rows[] = {
        {"POST /lines HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\na\nb\n", 415},
        {"POST /lines HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", 415},
        {lines_head + "Content-Length: 9\r\n\r\na\nstop\nb\n", 422},
        {lines_head + "Content-Length: 67108865\r\n\r\n", 413},
        {lines_head + "Transfer-Encoding: chunked\r\n\r\nnonsense\r\n", 400},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        RawClient client{server.port()};
        client.send(row.text);
        const auto reply = client.read();
        REQUIRE(reply.has_value());
        CHECK(reply->status == row.status);
    }
}

TEST_CASE("an empty upload is answered too") {
    TestServer server;
    RawClient client{server.port()};
    client.send(lines_head + "Content-Length: 0\r\n\r\n" + lines_head +
                "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    CHECK(client.read()->body == "0 accepted, 0 refused");
    CHECK(client.read()->body == "0 accepted, 0 refused");
}

TEST_CASE("a client that is waited for is told to go on") {
    TestServer server;
    RawClient client{server.port()};
    client.send(lines_head + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    CHECK(client.receive_once() == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("a\n");
    CHECK(client.read()->body == "1 accepted, 0 refused");
}

TEST_CASE("what was committed stays when the client goes away or the engine is late") {
    TestServer server{quick_limits()};
    server.engine.answers = false;
    SUBCASE("gone") {
        auto client = std::make_unique<RawClient>(server.port());
        client->send(lines_head + "Content-Length: 100000\r\n\r\n" + long_line('a'));
        Command command = server.engine.take();
        client.reset();
        command.done({.reply = Reply{}, .position = 1});
        RawClient other{server.port()};
        other.send(request_text("GET", "/hello"));
        CHECK(other.read()->status == 200);
    }
    SUBCASE("late") {
        RawClient client{server.port()};
        client.send(lines_head + "Content-Length: 2\r\n\r\na\n");
        Command command = server.engine.take();
        {
            const TimePasses passing{server.clock};
            CHECK(client.read()->status == 503);
        }
        command.done({.reply = Reply{}, .position = 1});
        client.send(request_text("GET", "/hello"));
        CHECK(client.read()->status == 200);
    }
}
