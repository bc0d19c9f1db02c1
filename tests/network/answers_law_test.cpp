// Whatever a server answers, there is a value or an error, and never more requests than are
// allowed.
#include "stellar/network/event_stream.hpp"
#include "stellar/network/horizon_client.hpp"
#include "stellar/network/rpc_client.hpp"
#include "tests/network/horizon_bodies.hpp"
#include "tests/network/rpc_bodies.hpp"
#include "tests/network/scripted_http.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::stellar;
using namespace ledger::test;

namespace {

const std::string alice = account_address('a');
constexpr int attempts = 3;

/// Right answers, to be spoilt.
std::vector<std::string> right_answers() {
    return {
        root_body(),
        account_body(alice, alice),
        fee_stats_body(),
        transaction_body(),
        problem_body("not_found"),
        page_body(payment_record("4097", "payment", R"("from":"a","to":"b")")),
        page_body(claimable_body(alice, R"({"not":{"unconditional":true}})")),
        "data: " + payment_record("4097", "account_merge", R"("account":"a","into":"b")") + "\n\n",
        rpc_result(R"({"sequence":5,"closeTime":"1767614400"})"),
        entries_result({account_entry('a'), trust_line_entry('a', 'b')}),
        entries_result({claimable_entry('i', 'a')}),
        transactions_result({{.ledger = 10, .order = 1, .bumped = true}})};
}

rc::Gen<std::string> any_bytes() { return rc::gen::arbitrary<std::string>(); }

/// One of them with a byte that is another, or without its end.
rc::Gen<std::string> any_spoilt() {
    return rc::gen::exec([] {
        std::string text = *rc::gen::elementOf(right_answers());
        const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
        if (*rc::gen::arbitrary<bool>()) return text.substr(0, at);
        text[at] = *rc::gen::arbitrary<char>();
        return text;
    });
}

rc::Gen<std::string> any_answer() {
    return rc::gen::weightedOneOf<std::string>({{1, any_bytes()}, {4, any_spoilt()}});
}

template <class Client>
std::unique_ptr<NetworkClient> client_of(TestNetwork& network) {
    auto client = Client::create({.endpoints = {"http://one.example"}, .read_attempts = attempts},
                                 network.ports());
    RC_ASSERT(client.has_value());
    return std::move(*client);
}

template <class T>
void expect_error_has_code(const Result<T>& result) {
    if (!result) RC_ASSERT(result.error().code.starts_with("network."));
}

/// Asks everything there is to ask.
template <class Client>
void ask_all(int status, const std::string& answer) {
    const auto ask = [&](auto question) {
        TestNetwork network;
        const auto client = client_of<Client>(network);
        for (int i = 0; i < 2 * attempts; ++i) network.http.answer(status, answer);
        question(*client);
        RC_ASSERT(network.http.requests.size() <= std::size_t{2 * attempts} + 1);
    };
    ask([](NetworkClient& client) { expect_error_has_code(client.network()); });
    ask([](NetworkClient& client) { expect_error_has_code(client.latest_ledger()); });
    ask([](NetworkClient& client) { expect_error_has_code(client.fee_stats()); });
    ask([](NetworkClient& client) { expect_error_has_code(client.account(alice, {})); });
    ask([](NetworkClient& client) { expect_error_has_code(client.transaction({})); });
    ask([](NetworkClient& client) {
        const auto page = client.payments({.after = history_cursor(10)});
        expect_error_has_code(page);
        if (page) RC_ASSERT(page->cursor >= history_cursor(10));
    });
    ask([](NetworkClient& client) {
        int pages = 0;
        expect_error_has_code(
            client.follow_payments({}, [&](const PaymentPage&) { return ++pages < 2; }));
    });
    ask([](NetworkClient& client) { expect_error_has_code(client.claimable_balances(alice, "")); });
    ask([](NetworkClient& client) { expect_error_has_code(client.claimable_balance({})); });
}

}  // namespace

TEST_CASE("any answer of Horizon is a value or an error") {
    CHECK(holds(
        [] {
            const int status = *rc::gen::element(200, 200, 200, 400, 404, 410, 429, 503);
            ask_all<HorizonClient>(status, *any_answer());
        },
        300));
}

TEST_CASE("any answer of RPC is a value or an error") {
    CHECK(holds(
        [] { ask_all<RpcClient>(*rc::gen::element(200, 200, 200, 404, 429, 500), *any_answer()); },
        300));
}

TEST_CASE("a submission is one request, whatever is answered") {
    CHECK(holds([] {
        TestNetwork network;
        const auto horizon = client_of<HorizonClient>(network);
        const auto rpc = client_of<RpcClient>(network);
        const int status = *rc::gen::inRange(100, 600);
        const std::string answer = *any_answer();
        network.http.answer(status, answer);
        network.http.answer(status, answer);
        static_cast<void>(horizon->submit("envelope"));
        RC_ASSERT(network.http.requests.size() == 1U);
        static_cast<void>(rpc->submit("envelope"));
        RC_ASSERT(network.http.requests.size() == 2U);
        RC_ASSERT(network.pauses.empty());
    }));
}

TEST_CASE("how a stream is cut into pieces makes no difference") {
    CHECK(holds([] {
        const std::string text = *rc::gen::container<std::string>(
            rc::gen::element('\n', '\r', ':', ' ', 'd', 'a', 't', 'i', '0'));
        const std::string stream = "data: x\r\n" + text + "\n\ndata" + text + "\nid: 5\n\n";
        const auto events_of = [&](std::size_t size) {
            EventStream events{1'000};
            std::vector<std::string> all;
            for (std::size_t at = 0; at < stream.size(); at += size)
                RC_ASSERT(events
                              .feed(std::string_view{stream}.substr(at, size),
                                    [&](const StreamEvent& event) {
                                        all.push_back(event.type + event.data + event.id);
                                        return true;
                                    })
                              .value_or(false));
            return all;
        };
        RC_ASSERT(events_of(*rc::gen::inRange<std::size_t>(1, 9)) == events_of(stream.size()));
    }));
}

TEST_CASE("an event of a stream is its lines, and no longer than allowed") {
    EventStream events{20};
    std::vector<StreamEvent> seen;
    const auto take = [&](const StreamEvent& event) {
        seen.push_back(event);
        return true;
    };
    CHECK(events.feed(": a comment\nretry: 1500\nid: 7\nevent: name\ndata: a\ndata:b\n\n\n", take)
              .value_or(false));
    REQUIRE(seen.size() == 1);
    CHECK(seen[0].type == "name");
    CHECK(seen[0].data == "a\nb");
    CHECK(seen[0].id == "7");
    CHECK(events.retry() == std::chrono::milliseconds{1'500});
    const auto stopped = events.feed("data: a\n\n", [](const StreamEvent&) { return false; });
    REQUIRE(stopped.has_value());
    CHECK_FALSE(*stopped);
    CHECK_FALSE(events.feed("data: 0123456789012345678901", take).has_value());
}
