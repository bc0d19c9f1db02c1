#include "stellar/network/horizon_client.hpp"
#include "tests/network/horizon_bodies.hpp"
#include "tests/network/scripted_http.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::stellar;
using namespace ledger::test;
using namespace std::chrono_literals;

namespace {

std::unique_ptr<HorizonClient> client_of(TestNetwork& network, std::vector<std::string> endpoints) {
    auto client = HorizonClient::create(
        {.endpoints = std::move(endpoints), .read_attempts = 5, .read_time = 60s}, network.ports());
    REQUIRE(client.has_value());
    return std::move(*client);
}

std::vector<std::string> urls(const TestNetwork& network) {
    std::vector<std::string> all;
    for (const HttpRequest& request : network.http.requests) all.push_back(request.url);
    return all;
}

const std::string one = "https://one.example";
const std::string other = "https://other.example/horizon/";

}  // namespace

TEST_CASE("a read that brings nothing is tried again, later and later, and not for ever") {
    TestNetwork network;
    const auto client = client_of(network, {one});
    for (int i = 0; i < 4; ++i) network.http.answer(503, "busy");
    network.http.answer(200, root_body());
    CHECK(client->latest_ledger().has_value());
    CHECK(network.pauses == std::vector<Duration>{250ms, 500ms, 1s, 2s});

    network.pauses.clear();
    const auto failed = client->latest_ledger();
    REQUIRE_FALSE(failed.has_value());
    CHECK(failed.error().code == "network.unavailable");
    CHECK(network.pauses.size() == 4);
}

TEST_CASE("a read goes to the next endpoint at once, and stays where it was answered") {
    TestNetwork network;
    const auto client = client_of(network, {one, other});
    network.http.fail(Delivery::unknown);
    network.http.answer(200, root_body());
    network.http.answer(200, root_body());
    CHECK(client->latest_ledger().has_value());
    CHECK(client->latest_ledger().has_value());
    CHECK(network.pauses.empty());
    CHECK(urls(network) == std::vector<std::string>{one + "/", other, other});
}

TEST_CASE("what no repetition changes is not repeated") {
    TestNetwork network;
    const auto client = client_of(network, {one});
    network.http.answer(400, problem_body("bad_request"));
    const auto refused = client->fee_stats();
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == "network.refused");
    CHECK(network.http.requests.size() == 1);
}

TEST_CASE("Retry-After is waited for, within a bound") {
    const struct {
        std::string field;
        Duration pause;
    } rows[] = {{"3", 3s},     {"0", 250ms}, {"86400", 30s}, {"99999999999999999999", 30s},
                {"soon", 30s}, {"-1", 30s}};
    for (const auto& row : rows) {
        CAPTURE(row.field);
        TestNetwork network;
        const auto client = client_of(network, {one});
        network.http.answer(429, "", {{"retry-after", row.field}});
        network.http.answer(200, root_body());
        CHECK(client->latest_ledger().has_value());
        CHECK(network.pauses == std::vector<Duration>{row.pause});
    }
}

TEST_CASE("no attempt begins after the time that reads may take, and none when the program ends") {
    TestNetwork network;
    const auto client = client_of(network, {one});
    for (int i = 0; i < 3; ++i) network.http.answer(429, "", {{"retry-after", "25"}});
    const auto late = client->latest_ledger();
    REQUIRE_FALSE(late.has_value());
    CHECK(late.error().code == "network.rate_limited");
    CHECK(network.pauses == std::vector<Duration>{25s, 25s});

    TestNetwork ending;
    ending.ends = true;
    CHECK_FALSE(client_of(ending, {one})->latest_ledger().has_value());
    CHECK(ending.http.requests.size() == 1);
}

TEST_CASE("a submission is sent once, and the next one goes elsewhere when it was not answered") {
    TestNetwork network;
    const auto client = client_of(network, {one, other});
    network.http.fail(Delivery::unknown);
    CHECK(std::holds_alternative<UnknownOutcome>(client->submit("envelope")));
    CHECK(network.http.requests.size() == 1);
    network.http.answer(201, R"({"tx_status":"PENDING","hash":""})");
    CHECK(std::holds_alternative<Accepted>(client->submit("envelope")));
    CHECK(network.pauses.empty());
    CHECK(urls(network) == std::vector<std::string>{one + "/transactions_async",
                                                    "https://other.example/horizon"
                                                    "/transactions_async"});
}

TEST_CASE("what cannot be asked is not asked") {
    TestNetwork network;
    const auto client = client_of(network, {one});
    const auto code_of = [&](const PaymentQuery& query) {
        const auto page = client->payments(query);
        REQUIRE_FALSE(page.has_value());
        const auto followed =
            client->follow_payments(query, [](const PaymentPage&) { return false; });
        CHECK_FALSE(followed.has_value());
        return page.error().code;
    };
    CHECK(code_of({.limit = 0}) == "network.limit");
    CHECK(code_of({.limit = 201}) == "network.limit");
    CHECK(code_of({.account = "M"}) == "network.address");
    CHECK(network.http.requests.empty());
}

TEST_CASE("endpoints are checked before anything is asked") {
    TestNetwork network;
    const auto code_of = [&](std::vector<std::string> endpoints) {
        const auto client =
            HorizonClient::create({.endpoints = std::move(endpoints)}, network.ports());
        REQUIRE_FALSE(client.has_value());
        return client.error().code;
    };
    CHECK(code_of({}) == "network.endpoints");
    CHECK(code_of({one, "horizon.example"}) == "client.url");
    CHECK(code_of({"https://one.example/?a=b"}) == "client.url");
}
