#include "stellar/sandbox/service/faults.hpp"

#include "tests/sandbox_service/test_sandbox.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <string>

namespace ledger::stellar::sandbox {
namespace {

using std::chrono::seconds;
using test::form_of;
using test::member;
using test::pay_lumens;
using test::TestSandbox;

constexpr std::int64_t one_lumen = 10'000'000;

/// A sandbox with an account, and then with faults.
struct Faulty {
    explicit Faulty(const Faults& faults)
        : from{sandbox.funded()},
          envelope{sandbox.envelope(from, {pay_lumens(from, one_lumen)})},
          sequence{sandbox.sequence_of(from)} {
        REQUIRE(sandbox.service().set_faults(faults).has_value());
    }
    Answer submit() { return sandbox.post_form("/transactions_async", form_of(envelope)); }
    /// Whether the transaction is in the ledger, a second later.
    bool is_applied() {
        sandbox.pass(seconds{1});
        return sandbox.sequence_of(from) != sequence;
    }

    TestSandbox sandbox;
    KeyPair from;
    std::string envelope;
    std::int64_t sequence;
};

std::string status_in(const Answer& answer) {
    REQUIRE(std::holds_alternative<Reply>(answer));
    const Reply& reply = std::get<Reply>(answer);
    return std::to_string(reply.status) + " " + member(reply.body, "tx_status");
}

TEST_CASE("a request that is dropped before it is accepted does nothing") {
    Faulty faulty{{.drop_before_accept = 100}};
    CHECK(std::holds_alternative<Dropped>(faulty.submit()));
    CHECK_FALSE(faulty.is_applied());
}

TEST_CASE("a request that is dropped after it was accepted does what it should") {
    Faulty faulty{{.drop_after_accept = 100}};
    CHECK(std::holds_alternative<Dropped>(faulty.submit()));
    CHECK(faulty.is_applied());
}

TEST_CASE("a delayed answer comes when it is due") {
    Faulty faulty{{.delay = 100, .delay_milliseconds = 1500, .stall = true}};
    const Answer answer = faulty.submit();
    REQUIRE(std::holds_alternative<Held>(answer));
    CHECK(faulty.sandbox.pass(seconds{1}).empty());
    const std::vector<Delivery> deliveries = faulty.sandbox.pass(seconds{1});
    REQUIRE_EQ(deliveries.size(), 1);
    CHECK_EQ(deliveries[0].ticket, std::get<Held>(answer).ticket);
    CHECK_EQ(std::get<Reply>(deliveries[0].what).status, 201);
}

TEST_CASE("a 504 says nothing about what was done") {
    std::map<bool, int> outcomes;
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
        Misdeed misdeed = FaultDice{seed}.roll({.gateway_timeout = 100});
        ++outcomes[misdeed == Misdeed::timeout_after_accept];
    }
    CHECK_EQ(outcomes.size(), 2);
    Faulty faulty{{.gateway_timeout = 100}};
    CHECK_EQ(status_in(faulty.submit()), "504 ");
}

TEST_CASE("a 429 says when to come back") {
    Faulty faulty{{.too_many_requests = 100}};
    const Answer answer = faulty.submit();
    CHECK_EQ(status_in(answer), "429 ");
    CHECK_NE(find_header(std::get<Reply>(answer), "Retry-After"), nullptr);
    CHECK_FALSE(faulty.is_applied());
}

TEST_CASE("a request that is handed on twice is answered as the second") {
    Faulty faulty{{.duplicate = 100}};
    CHECK_EQ(status_in(faulty.submit()), "409 DUPLICATE");
    CHECK(faulty.is_applied());
}

TEST_CASE("while ledgers are stalled none closes, unless it is told to") {
    Faulty faulty{{.stall = true}};
    CHECK_EQ(status_in(faulty.submit()), "201 PENDING");
    CHECK_FALSE(faulty.is_applied());
    faulty.sandbox.close_ledger();
    CHECK_NE(faulty.sandbox.sequence_of(faulty.from), faulty.sequence);
}

TEST_CASE("who starves is dropped after four ledgers without a word, and banned") {
    Faulty faulty{{.starve = true}};
    std::string statuses;
    for (int ledger = 0; ledger < 6; ++ledger) {
        statuses += status_in(faulty.submit()) + ", ";
        CHECK_FALSE(faulty.is_applied());
    }
    CHECK(statuses.starts_with("201 PENDING, 409 DUPLICATE, "));
    CHECK(statuses.ends_with("503 TRY_AGAIN_LATER, "));
}

TEST_CASE("in a surge few operations fit into a ledger") {
    Faulty faulty{{.surge_operations = 1}};
    faulty.sandbox.close_ledger();
    faulty.sandbox.close_ledger();
    CHECK_EQ(faulty.sandbox.network().ledger().header().max_tx_set_size, 1);
    REQUIRE(faulty.sandbox.service().set_faults({}).has_value());
    faulty.sandbox.close_ledger();
    faulty.sandbox.close_ledger();
    CHECK_EQ(faulty.sandbox.network().ledger().header().max_tx_set_size, 1000);
}

TEST_CASE("a replica that lags shows what was, until the ledgers have passed") {
    Faulty faulty{{.lag_ledgers = 2}};
    const std::string path = "/accounts/" + account_text(faulty.from.public_key());
    const std::string before = faulty.sandbox.get(path).body;
    CHECK_EQ(status_in(faulty.submit()), "201 PENDING");
    CHECK(faulty.is_applied());
    CHECK_EQ(faulty.sandbox.get(path).body, before);
    faulty.sandbox.close_ledger();
    CHECK_EQ(faulty.sandbox.get(path).body, before);
    faulty.sandbox.close_ledger();
    const std::string after = faulty.sandbox.get(path).body;
    CHECK_NE(after, before);
    REQUIRE(faulty.sandbox.service().set_faults({}).has_value());
    CHECK_EQ(faulty.sandbox.get(path).body, after);
}

TEST_CASE("close times are as far from the clock as they are told to be") {
    Faulty faulty{{.skew_seconds = 3600}};
    faulty.sandbox.close_ledger();
    const auto close_time = faulty.sandbox.network().history().latest().close_time();
    const auto now = std::chrono::floor<seconds>(faulty.sandbox.clock().now());
    CHECK_EQ(close_time, static_cast<std::uint64_t>(now.time_since_epoch().count()) + 3600);
}

TEST_CASE("the same seed gives the same faults, about as many as asked for") {
    const Faults faults{.drop_before_accept = 10, .delay = 20, .duplicate = 5};
    FaultDice first{7};
    FaultDice second{7};
    std::map<Misdeed, int> counts;
    for (int i = 0; i < 10'000; ++i) {
        const Misdeed misdeed = first.roll(faults);
        CHECK_EQ(misdeed, second.roll(faults));
        ++counts[misdeed];
    }
    CHECK_EQ(counts[Misdeed::drop_before_accept] / 100, doctest::Approx(10).epsilon(0.2));
    CHECK_EQ(counts[Misdeed::delay] / 100, doctest::Approx(20).epsilon(0.2));
    CHECK_EQ(counts[Misdeed::drop_after_accept], 0);
}

}  // namespace
}  // namespace ledger::stellar::sandbox
