// Replies that nobody knows the length of before they end, such as streams of events.
#include "http/long_body.hpp"
#include "http/server.hpp"
#include "tests/http/raw_client.hpp"
#include "tests/support/test_clock.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

using namespace ledger;
using namespace ledger::test;

namespace {

/// Gives its pieces one by one; after the last one it ends, or fails.
class Pieces final : public LongBody {
public:
    Pieces(std::vector<std::string> pieces, bool fails, std::atomic<int>& alive)
        : pieces_{std::move(pieces)}, fails_{fails}, alive_{alive} {
        ++alive_;
    }
    ~Pieces() override { --alive_; }
    Pieces(const Pieces&) = delete;
    Pieces& operator=(const Pieces&) = delete;

    std::optional<std::uint64_t> size() const override { return std::nullopt; }
    void make_piece(std::unique_ptr<LongBody> self, const Exchange& exchange, Taker take) override {
        std::thread{[post = exchange.post, self = std::move(self), take = std::move(take),
                     piece = next()]() mutable {
            post([self = std::move(self), take = std::move(take),
                  piece = std::move(piece)]() mutable { take(std::move(self), std::move(piece)); });
        }}.detach();
    }

private:
    Result<std::string> next() {
        if (given_ < pieces_.size()) return pieces_[given_++];
        if (fails_) return fail(ErrorKind::internal, "test.fails", "the stream broke");
        return "";
    }

    std::vector<std::string> pieces_;
    bool fails_;
    std::size_t given_ = 0;
    std::atomic<int>& alive_;
};

/// GET /events streams, GET /broken does not come to its end, all else is a small reply.
class Streams final : public RequestHandler {
public:
    Result<BodyPlan> plan_body(const RequestHead&) const override { return BodyPlan{1'000, false}; }
    void dispatch(const RequestHead& head, std::string, Exchange exchange) override {
        Reply reply{.body = "", .content_type = "text/event-stream"};
        if (head.target == "/small") return exchange.answer(Reply{.body = "small"});
        exchange.answer_at_length(
            std::move(reply), std::make_unique<Pieces>(pieces, head.target == "/broken", alive));
    }
    std::unique_ptr<Upload> open_upload(const RequestHead&, Exchange) override { return nullptr; }
    Reply refusal(const Error& error) override { return {.status = 503, .body = error.message}; }
    Traffic& traffic() const override { return traffic_; }
    void report(const Error&) override { ++failures; }

    std::vector<std::string> pieces{"data: 1\n\n", std::string(70'000, 'x'), "data: 3\n\n"};
    std::atomic<int> alive = 0;
    std::atomic<int> failures = 0;

private:
    mutable Traffic traffic_{{}, ServerLimits{}};
};

struct StreamServer {
    TestClock clock;
    Streams streams;
    std::unique_ptr<Server> server =
        std::move(Server::start({.port = 0, .threads = 1, .limits = {}}, streams, clock)).value();
};

/// What a body in chunks says; nothing when it is none.
std::optional<std::string> joined(std::string_view body) {
    std::string all;
    for (;;) {
        const std::size_t line = body.find("\r\n");
        if (line == body.npos) return std::nullopt;
        const std::size_t size = std::stoul(std::string{body.substr(0, line)}, nullptr, 16);
        body.remove_prefix(line + 2);
        if (body.size() < size + 2 || body.substr(size, 2) != "\r\n") return std::nullopt;
        all.append(body.substr(0, size));
        body.remove_prefix(size + 2);
        if (size == 0) return body.empty() ? std::optional{all} : std::nullopt;
    }
}

/// All that the server sends until it ends the connection, or a chunked body.
std::string received(RawClient& client, std::string_view end) {
    std::string all;
    while (!all.ends_with(end)) {
        const std::string more = client.receive_once();
        if (more.empty()) break;
        all += more;
    }
    return all;
}

}  // namespace

TEST_CASE("a reply without a length comes in chunks, and the connection goes on behind it") {
    StreamServer server;
    RawClient client{server.server->port()};
    client.send(request_text("GET", "/events"));
    const std::string all = received(client, "0\r\n\r\n");
    const std::size_t end = all.find("\r\n\r\n");
    REQUIRE(end != std::string::npos);
    const std::string head = all.substr(0, end);
    CHECK(head.starts_with("HTTP/1.1 200 "));
    CHECK(head.find("Transfer-Encoding: chunked") != std::string::npos);
    CHECK(head.find("Content-Length") == std::string::npos);
    CHECK(head.find("Content-Type: text/event-stream") != std::string::npos);
    std::string expected;
    for (const std::string& piece : server.streams.pieces) expected += piece;
    CHECK(joined(std::string_view{all}.substr(end + 4)) == expected);
}

TEST_CASE("a reply without a length that breaks off ends its connection without the last chunk") {
    StreamServer server;
    RawClient client{server.server->port()};
    client.send(request_text("GET", "/broken"));
    const std::string all = received(client, "\r\n0\r\n\r\n");
    CHECK(!all.ends_with("\r\n0\r\n\r\n"));
    CHECK(client.at_end());
}

TEST_CASE("HEAD is told of chunks and gets none") {
    StreamServer server;
    RawClient client{server.server->port()};
    client.send(request_text("HEAD", "/events"));
    const auto head = client.read(true);
    REQUIRE(head.has_value());
    CHECK(head->field("Transfer-Encoding") == "chunked");
    client.send(request_text("GET", "/small"));
    const auto small = client.read();
    REQUIRE(small.has_value());
    CHECK(small->body == "small");
}

TEST_CASE("who goes away in the middle of a stream leaves nothing behind") {
    StreamServer server;
    server.streams.pieces.assign(10'000, std::string(60'000, 'x'));
    {
        RawClient client{server.server->port()};
        client.send(request_text("GET", "/events"));
        CHECK(client.receive_once().starts_with("HTTP/1.1 200"));
    }
    while (server.streams.alive > 0 || server.streams.traffic().request_bytes.now() > 0)
        std::this_thread::yield();
    CHECK(server.streams.failures == 0);
}
