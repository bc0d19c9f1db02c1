// The sandbox in this process, asked through the port that other networks are asked through.
#include "http/app/sandbox_http_client.hpp"

#include "engine/platform/system_clock.hpp"
#include "stellar/keys/key_pair.hpp"
#include "stellar/network/horizon_client.hpp"
#include "stellar/network/rpc_client.hpp"
#include "tests/support/dropping_file_system.hpp"
#include "tests/support/test_entropy.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ledger;
using namespace ledger::test;

namespace {

struct OwnNetwork {
    std::unique_ptr<SandboxThread> start() {
        SandboxSettings settings{.folder = "sandbox"};
        settings.close_every = std::chrono::milliseconds{50};
        const auto failed = [](const Error&) { FAIL("the folder failed"); };
        return std::move(SandboxThread::start({files, entropy, clock, failed}, settings)).value();
    }
    std::string address_of(std::string_view name) const {
        const SandboxStatus status = sandbox->status().value();
        return std::ranges::find(status.accounts, name, &SandboxAccount::name)->address;
    }
    void set_faults(const stellar::sandbox::Faults& faults) const {
        REQUIRE(sandbox->set_faults(faults).has_value());
    }
    /// What fails is tried again at once.
    stellar::NetworkPorts ports() {
        return {client, clock, [](Duration) { return true; }};
    }

    SystemClock clock;
    TestEntropy entropy{11};
    DroppingFileSystem files;
    std::unique_ptr<SandboxThread> sandbox = start();
    SandboxHttpClient client{*sandbox};
};

stellar::NetworkSettings settings_for(std::string_view path) {
    stellar::NetworkSettings settings{.endpoints = {std::string{sandbox_url} + std::string{path}}};
    settings.read_attempts = 2;
    return settings;
}

HttpRequest get(std::string_view path) {
    return {.url = std::string{sandbox_url} + std::string{path}};
}

}  // namespace

TEST_CASE("a request to the sandbox is answered as Horizon does") {
    OwnNetwork own;
    const auto root = own.client.request(get("/"), {});
    REQUIRE(root.has_value());
    CHECK(root->status == 200);
    CHECK(root->body.find("NOCIQ Sandbox ; ") != std::string::npos);
    REQUIRE(root->find("content-type") != nullptr);
    CHECK(root->find("content-type")->starts_with("application/hal+json"));
    const auto nothing = own.client.request(get("/nothing"), {});
    REQUIRE(nothing.has_value());
    CHECK(nothing->status == 404);
}

TEST_CASE("both of the network's interfaces see the same pool") {
    OwnNetwork own;
    const std::string pool = own.address_of("pool");
    const auto issuer = stellar::key_from_account_text(own.address_of("issuer")).value();
    const stellar::IssuedAsset usdc{.code = "USDC", .issuer = issuer};
    const auto rpc =
        std::move(stellar::RpcClient::create(settings_for("/rpc"), own.ports())).value();
    const auto horizon =
        std::move(stellar::HorizonClient::create(settings_for(""), own.ports())).value();
    for (stellar::NetworkClient* network :
         std::initializer_list<stellar::NetworkClient*>{rpc.get(), horizon.get()}) {
        const auto account = network->account(pool, std::span{&usdc, 1});
        REQUIRE(account.has_value());
        REQUIRE(account->has_value());
        const auto& balances = (*account)->balances;
        const auto held = std::ranges::find_if(
            balances, [&](const stellar::Balance& line) { return line.asset.issued == usdc; });
        REQUIRE(held != balances.end());
        CHECK(held->amount == Amount{1'000'000 * Amount::units_per_one});
        CHECK(network->latest_ledger().value().sequence >= 4);
    }
}

TEST_CASE("payments are followed through the sandbox's stream") {
    OwnNetwork own;
    const auto horizon =
        std::move(stellar::HorizonClient::create(settings_for(""), own.ports())).value();
    std::vector<stellar::Payment> seen;
    const auto followed = horizon->follow_payments(
        {.account = own.address_of("pool")}, [&](const stellar::PaymentPage& page) {
            seen.insert(seen.end(), page.payments.begin(), page.payments.end());
            return seen.size() < 3;
        });
    CHECK(followed.has_value());
    REQUIRE(seen.size() == 3);
    CHECK(seen[0].kind == stellar::PaymentKind::create_account);
    CHECK(seen[1].amount == Amount{1'000'000 * Amount::units_per_one});
    CHECK(std::ranges::is_sorted(seen, {}, &stellar::Payment::cursor));
}

TEST_CASE("what the sandbox drops may have been done, and what is no request was not") {
    OwnNetwork own;
    own.set_faults({.drop_before_accept = 100});
    const auto dropped = own.client.request(get("/"), {});
    REQUIRE(!dropped.has_value());
    CHECK(dropped.error().delivery == Delivery::unknown);
    CHECK(dropped.error().error.code == "client.broken");
    const auto wrong = own.client.request({.url = "sandbox"}, {});
    REQUIRE(!wrong.has_value());
    CHECK(wrong.error().delivery == Delivery::not_sent);
}

TEST_CASE("an answer that is late is not waited for") {
    OwnNetwork own;
    own.set_faults({.delay = 100, .delay_milliseconds = 60'000});
    const auto late = own.client.request(get("/"), {.whole = std::chrono::milliseconds{50}});
    REQUIRE(!late.has_value());
    CHECK(late.error().delivery == Delivery::unknown);
    CHECK(late.error().error.code == "client.timeout");
}

TEST_CASE("a stream can be ended by whoever reads it, also when nothing comes") {
    OwnNetwork own;
    int quiet = 0;
    HttpRequest request = get("/ledgers?cursor=now");
    request.headers.emplace_back("Accept", "text/event-stream");
    own.set_faults({.stall = true});
    const auto ended = own.client.stream(request, {.quiet = std::chrono::milliseconds{5}},
                                         [&](const HttpResponse& head, std::string_view piece) {
                                             CHECK(head.status == 200);
                                             if (piece.empty()) ++quiet;
                                             return quiet < 3;
                                         });
    REQUIRE(ended.has_value());
    CHECK(quiet == 3);
}

TEST_CASE("a reset makes another network, and clients are answered by it") {
    OwnNetwork own;
    const std::string before = own.sandbox->status().value().passphrase;
    REQUIRE(own.sandbox->reset().has_value());
    const std::string after = own.sandbox->status().value().passphrase;
    CHECK(before != after);
    CHECK(own.client.request(get("/"), {})->body.find(after) != std::string::npos);
}
