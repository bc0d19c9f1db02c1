#include "tests/sandbox_service/test_sandbox.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

namespace ledger::stellar::sandbox {
namespace {

using std::chrono::seconds;
using test::form_of;
using test::member;
using test::pay_lumens;
using test::TestSandbox;

constexpr std::int64_t one_lumen = 10'000'000;

Answer open_stream(TestSandbox& sandbox, std::string target, std::string last_event_id = {}) {
    return sandbox.ask({.target = std::move(target),
                        .accept = "text/event-stream",
                        .last_event_id = std::move(last_event_id)});
}

Stream stream_in(Answer answer) {
    REQUIRE(std::holds_alternative<Stream>(answer));
    return std::get<Stream>(std::move(answer));
}

std::string payments_of(const KeyPair& pair, std::string_view query) {
    return "/accounts/" + account_text(pair.public_key()) + "/payments?" + std::string{query};
}

void pay(TestSandbox& sandbox, const KeyPair& from, const KeyPair& to) {
    sandbox.post_form("/transactions_async",
                      form_of(sandbox.envelope(from, {pay_lumens(to, one_lumen)})));
}

/// What came for one stream.
std::string events_for(Ticket ticket, const std::vector<Delivery>& deliveries) {
    std::string events;
    for (const Delivery& delivery : deliveries)
        if (delivery.ticket == ticket) events += std::get<Chunk>(delivery.what).bytes;
    return events;
}

TEST_CASE("a stream from now on gives each payment when its ledger closes") {
    TestSandbox sandbox;
    const KeyPair from = sandbox.funded();
    const KeyPair to = sandbox.funded();
    const Stream stream = stream_in(open_stream(sandbox, payments_of(to, "cursor=now")));
    CHECK_EQ(stream.head.status, 200);
    CHECK_EQ(stream.head.content_type, "text/event-stream; charset=utf-8");
    CHECK_EQ(stream.head.body, "retry: 1000\nevent: open\ndata: \"hello\"\n\n");
    pay(sandbox, from, to);
    const std::string events = events_for(stream.ticket, sandbox.pass(seconds{1}));
    CHECK(events.starts_with("id: "));
    CHECK_EQ(member(events, "amount"), "1.0000000");
    CHECK_EQ(events.substr(4, events.find('\n') - 4), member(events, "paging_token"));
    CHECK(events.ends_with("}\n\n"));
    CHECK(events_for(stream.ticket, sandbox.pass(seconds{60})).find("data: {") ==
          std::string::npos);
}

TEST_CASE("a client that comes back after a restart misses nothing and sees nothing twice") {
    TestSandbox sandbox;
    const KeyPair from = sandbox.funded();
    const KeyPair to = sandbox.funded();
    Stream stream = stream_in(open_stream(sandbox, payments_of(to, "cursor=now")));
    pay(sandbox, from, to);
    const std::string first = events_for(stream.ticket, sandbox.pass(seconds{1}));
    const std::string cursor = first.substr(4, first.find('\n') - 4);
    pay(sandbox, from, to);
    sandbox.pass(seconds{1});
    sandbox.restart();

    stream = stream_in(open_stream(sandbox, payments_of(to, "cursor=now"), cursor));
    const std::string missed = stream.head.body.substr(stream.head.body.find("id: "));
    CHECK_NE(missed.substr(4, missed.find('\n') - 4), cursor);
    CHECK_EQ(missed.find("id: ", 4), std::string::npos);
    const Stream same = stream_in(open_stream(sandbox, payments_of(to, "cursor=" + cursor)));
    CHECK_EQ(same.head.body, stream.head.body);
}

TEST_CASE("a stream ends with its limit, or its time") {
    TestSandbox sandbox;
    const KeyPair to = sandbox.funded();
    const Answer whole = open_stream(sandbox, payments_of(to, "limit=1"));
    REQUIRE(std::holds_alternative<Reply>(whole));
    CHECK(std::get<Reply>(whole).body.ends_with("retry: 10\nevent: close\ndata: \"byebye\"\n\n"));

    const Stream stream = stream_in(open_stream(sandbox, payments_of(to, "cursor=now")));
    CHECK_EQ(sandbox.service().next_step() <= sandbox.clock().monotonic() + seconds{55}, true);
    const std::vector<Delivery> deliveries = sandbox.pass(seconds{55});
    REQUIRE_EQ(deliveries.size(), 1);
    CHECK_EQ(deliveries[0].ticket, stream.ticket);
    CHECK(std::get<Chunk>(deliveries[0].what).is_last);
}

TEST_CASE("a client that has gone gets nothing more") {
    TestSandbox sandbox;
    const KeyPair from = sandbox.funded();
    const Stream stream = stream_in(open_stream(sandbox, payments_of(from, "cursor=now")));
    sandbox.service().forget(stream.ticket);
    pay(sandbox, from, from);
    CHECK_EQ(events_for(stream.ticket, sandbox.pass(seconds{1})), "");
}

TEST_CASE("before the first byte an error is a problem") {
    TestSandbox sandbox;
    const Answer answer = open_stream(sandbox, "/payments?cursor=nonsense");
    REQUIRE(std::holds_alternative<Reply>(answer));
    CHECK_EQ(std::get<Reply>(answer).status, 400);
    CHECK_EQ(std::get<Reply>(answer).content_type, "application/problem+json; charset=utf-8");
}

}  // namespace
}  // namespace ledger::stellar::sandbox
