#include "stellar/sandbox/service/service.hpp"

#include "engine/kernel/encoding.hpp"
#include "stellar/tx/hashes.hpp"
#include "stellar/xdr/codec.hpp"
#include "tests/sandbox_service/test_sandbox.hpp"
#include "tests/support/property.hpp"

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

std::string hash_of(const TestSandbox& sandbox, const std::string& envelope) {
    const auto decoded = xdr::decode<xdr::TransactionEnvelope>(*from_base64(envelope));
    REQUIRE(decoded.has_value());
    return to_hex(*transaction_hash(sandbox.network().id(), *decoded));
}

Reply reply_in(Answer answer) {
    REQUIRE(std::holds_alternative<Reply>(answer));
    return std::get<Reply>(std::move(answer));
}

TEST_CASE("a new sandbox has its accounts, and tells of its network") {
    TestSandbox sandbox;
    const std::string root = sandbox.get("/").body;
    CHECK_EQ(member(root, "history_latest_ledger"), "4");
    CHECK_EQ(member(root, "history_elder_ledger"), "1");
    CHECK(member(root, "network_passphrase").starts_with("NOCIQ Sandbox ; "));
    const SandboxKeys& keys = sandbox.network().keys();
    const std::string pool = sandbox.get("/accounts/" + account_text(keys.pool.public_key())).body;
    CHECK_NE(pool.find(R"("balance":"1000000.0000000")"), std::string::npos);
    CHECK_NE(pool.find(R"("asset_code":"NOCIQ")"), std::string::npos);
    CHECK_EQ(member(pool, "subentry_count"), "2");
    const std::string noc = sandbox.get("/accounts/" + account_text(keys.noc.public_key())).body;
    CHECK_EQ(member(noc, "subentry_count"), "2");
}

TEST_CASE("a sandbox of the same seed and name has the same keys; another name has others") {
    ServiceSettings settings;
    settings.network.identity = {.instance = "one", .seed = Hash{}};
    const TestSandbox first{settings};
    const TestSandbox second{settings};
    settings.network.identity.instance = "two";
    const TestSandbox third{settings};
    CHECK_EQ(first.network().keys().pool.public_key(), second.network().keys().pool.public_key());
    CHECK_NE(first.network().keys().pool.public_key(), third.network().keys().pool.public_key());
    CHECK_EQ(first.network().names().passphrase, "NOCIQ Sandbox ; one");
}

TEST_CASE("friendbot funds an account once") {
    TestSandbox sandbox;
    const KeyPair pair = sandbox.funded();
    const std::string address = account_text(pair.public_key());
    const std::string account = sandbox.get("/accounts/" + address).body;
    CHECK_EQ(member(account, "balance"), "10000.0000000");
    CHECK_EQ(member(account, "account_id"), address);
    const Reply again = sandbox.get("/friendbot?addr=" + address);
    CHECK_EQ(again.status, 400);
    CHECK_NE(member(again.body, "detail").find("createAccountAlreadyExist"), std::string::npos);
    CHECK_EQ(sandbox.get("/friendbot?addr=nobody").status, 400);
}

TEST_CASE("many ask friendbot at once, and all are funded") {
    TestSandbox sandbox;
    std::vector<Ticket> tickets;
    ledger::test::TestEntropy entropy{99};
    for (int i = 0; i < 20; ++i) {
        const Answer answer = sandbox.ask(
            {.target = "/friendbot?addr=" + account_text(KeyPair::generate(entropy).public_key())});
        REQUIRE(std::holds_alternative<Held>(answer));
        tickets.push_back(std::get<Held>(answer).ticket);
    }
    std::size_t funded = 0;
    for (int second = 0; second < 10; ++second)
        for (const Delivery& delivery : sandbox.pass(seconds{1}))
            if (std::get<Reply>(delivery.what).status == 200) ++funded;
    CHECK_EQ(funded, tickets.size());
}

TEST_CASE("a payment is answered when it is in the ledger, and found by its hash") {
    TestSandbox sandbox;
    const KeyPair from = sandbox.funded();
    const KeyPair to = sandbox.funded();
    const std::string envelope = sandbox.envelope(from, {pay_lumens(to, 5 * one_lumen)});
    const Reply reply = sandbox.complete(sandbox.post_form("/transactions", form_of(envelope)));
    REQUIRE_EQ(reply.status, 200);
    CHECK_EQ(member(reply.body, "successful"), "true");
    CHECK_EQ(member(reply.body, "envelope_xdr"), envelope);
    const std::string hash = member(reply.body, "hash");
    CHECK_EQ(hash, hash_of(sandbox, envelope));
    CHECK_EQ(sandbox.get("/transactions/" + hash).body, reply.body);
    const std::string operations = sandbox.get("/transactions/" + hash + "/operations").body;
    CHECK_EQ(member(operations, "amount"), "5.0000000");
    CHECK_EQ(member(operations, "to"), account_text(to.public_key()));
    const std::string received =
        sandbox.get("/accounts/" + account_text(to.public_key()) + "/payments?order=desc&limit=1")
            .body;
    CHECK_EQ(member(received, "transaction_hash"), hash);
}

TEST_CASE("a transaction that was answered is answered again, from history") {
    TestSandbox sandbox;
    const KeyPair from = sandbox.funded();
    const std::string form =
        form_of(sandbox.envelope(from, {pay_lumens(sandbox.funded(), one_lumen)}));
    const Reply first = sandbox.complete(sandbox.post_form("/transactions", form));
    const Reply second = reply_in(sandbox.post_form("/transactions", form));
    CHECK_EQ(first.body, second.body);
}

TEST_CASE("a payment that cannot be made fails with its codes and applies nothing") {
    TestSandbox sandbox;
    const KeyPair from = sandbox.funded();
    const KeyPair to = sandbox.funded();
    const std::string envelope =
        sandbox.envelope(from, {pay_lumens(to, one_lumen), pay_lumens(to, 50'000 * one_lumen)});
    const Reply reply = sandbox.complete(sandbox.post_form("/transactions", form_of(envelope)));
    CHECK_EQ(reply.status, 400);
    CHECK_EQ(member(reply.body, "type"), "https://stellar.org/horizon-errors/transaction_failed");
    CHECK_NE(reply.body.find(R"("result_codes":{"transaction":"tx_failed",)"
                             R"("operations":["op_success","op_underfunded"]})"),
             std::string::npos);
    const std::string account = sandbox.get("/accounts/" + account_text(to.public_key())).body;
    CHECK_EQ(member(account, "balance"), "10000.0000000");
    // It took its fee and its sequence number, and is in history for those who ask for failures.
    const std::string path = "/accounts/" + account_text(from.public_key()) + "/transactions";
    CHECK_EQ(sandbox.get(path).body.find(hash_of(sandbox, envelope)), std::string::npos);
    CHECK_NE(sandbox.get(path + "?include_failed=true").body.find(hash_of(sandbox, envelope)),
             std::string::npos);
}

TEST_CASE("what is wrong with a submission is told at once") {
    TestSandbox sandbox;
    const auto problem = [&](Answer answer) {
        const Reply reply = reply_in(std::move(answer));
        return std::to_string(reply.status) + " " +
               member(reply.body, "type")
                   .substr(std::string{"https://stellar.org/horizon-errors/"}.size());
    };
    CHECK_EQ(problem(sandbox.post_form("/transactions", "tx=%21")), "400 transaction_malformed");
    CHECK_EQ(problem(sandbox.post_form("/transactions_async", "")), "400 transaction_malformed");
    CHECK_EQ(problem(sandbox.post_form("/transactions", std::string(600'000, 'a'))),
             "413 payload_too_large");
    CHECK_EQ(problem(sandbox.ask({.method = Method::post,
                                  .target = "/transactions",
                                  .content_type = "application/json"})),
             "415 unsupported_media_type");
    CHECK_EQ(problem(sandbox.ask({.method = Method::del, .target = "/ledgers"})),
             "405 method_not_allowed");
    CHECK_EQ(problem(sandbox.ask({.target = "/nothing"})), "404 not_found");
    CHECK_EQ(problem(sandbox.ask({.target = "/accounts/GABC"})), "400 bad_request");
    CHECK_EQ(problem(sandbox.ask({.target = "/transactions/abc"})), "400 bad_request");
    CHECK_EQ(problem(sandbox.ask({.target = "/transactions/" + std::string(64, '0')})),
             "404 not_found");

    const KeyPair from = sandbox.funded();
    std::string signed_for_another = sandbox.envelope(from, {pay_lumens(from, one_lumen)});
    auto bytes = *from_base64(signed_for_another);
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    const Reply reply = reply_in(sandbox.post_form("/transactions", form_of(to_base64(bytes))));
    CHECK_NE(reply.body.find(R"("result_codes":{"transaction":"tx_bad_auth"})"), std::string::npos);
}

TEST_CASE("whatever is asked is answered") {
    TestSandbox sandbox;
    const KeyPair from = sandbox.funded();
    const std::string envelope =
        *from_base64(sandbox.envelope(from, {pay_lumens(from, one_lumen)}));
    const auto check = [&](SandboxRequest request) {
        const Answer answer = sandbox.ask(std::move(request));
        if (const auto* reply = std::get_if<Reply>(&answer))
            RC_ASSERT(reply->status >= 200 && reply->status < 505);
        if (const auto* held = std::get_if<Held>(&answer)) sandbox.service().forget(held->ticket);
        if (const auto* stream = std::get_if<Stream>(&answer))
            sandbox.service().forget(stream->ticket);
    };
    const std::vector<std::string> paths{
        "accounts",           "transactions", "ledgers", "operations", "payments",
        "claimable_balances", "friendbot",    "rpc",     "fee_stats",  "transactions_async"};
    CHECK(holds([&] {
        const auto method = *rc::gen::element(Method::get, Method::post, Method::del);
        const std::string target = "/" + *rc::gen::elementOf(paths) + "/" +
                                   percent_encode(*rc::gen::arbitrary<std::string>()) + "?" +
                                   *rc::gen::arbitrary<std::string>();
        check({.method = method, .target = target, .body = *rc::gen::arbitrary<std::string>()});
        check({.method = method, .target = "/" + *rc::gen::elementOf(paths)});
    }));
    CHECK(holds([&] {
        std::string changed = envelope;
        const auto bit = *rc::gen::inRange<std::size_t>(0, changed.size() * 8);
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ 1 << bit % 8);
        check({.method = Method::post,
               .target = "/transactions",
               .content_type = "application/x-www-form-urlencoded",
               .body = form_of(to_base64(changed))});
    }));
}

TEST_CASE("asynchronous submission tells what the queue said") {
    TestSandbox sandbox;
    const KeyPair from = sandbox.funded();
    const std::string envelope = sandbox.envelope(from, {pay_lumens(from, one_lumen)});
    const std::string form = form_of(envelope);
    const auto status = [&](const Reply& reply) {
        return std::to_string(reply.status) + " " + member(reply.body, "tx_status");
    };
    CHECK_EQ(status(reply_in(sandbox.post_form("/transactions_async", form))), "201 PENDING");
    CHECK_EQ(status(reply_in(sandbox.post_form("/transactions_async", form))), "409 DUPLICATE");
    sandbox.pass(seconds{1});
    CHECK_EQ(status(reply_in(sandbox.post_form("/transactions_async", form))),
             "503 TRY_AGAIN_LATER");
    const std::string stale =
        member(reply_in(sandbox.post_form("/transactions_async", form)).body, "hash");
    CHECK_EQ(stale, hash_of(sandbox, envelope));
    CHECK_EQ(sandbox.get("/transactions/" + stale).status, 200);
}

TEST_CASE("ledgers close a second apart while transactions wait, else once a minute") {
    TestSandbox sandbox;
    const std::uint32_t begin = sandbox.network().history().latest().sequence();
    sandbox.pass(seconds{59});
    CHECK_EQ(sandbox.network().history().latest().sequence(), begin);
    sandbox.pass(seconds{1});
    CHECK_EQ(sandbox.network().history().latest().sequence(), begin + 1);
    const KeyPair from = sandbox.funded();
    const std::uint32_t before = sandbox.network().history().latest().sequence();
    sandbox.post_form("/transactions_async",
                      form_of(sandbox.envelope(from, {pay_lumens(from, one_lumen)})));
    CHECK_EQ(sandbox.service().next_step(), sandbox.clock().monotonic() + seconds{1});
    sandbox.pass(seconds{1});
    CHECK_EQ(sandbox.network().history().latest().sequence(), before + 1);
}

TEST_CASE("who asks too much is told when to come back; others are not hindered") {
    ServiceSettings settings;
    settings.rate_limit = {.requests_per_hour = 3600, .burst = 1};
    TestSandbox sandbox{settings, true};
    const auto ask = [&](std::string caller) {
        return reply_in(sandbox.ask({.target = "/fee_stats", .caller = std::move(caller)}));
    };
    CHECK_EQ(*find_header(ask("a"), "X-RateLimit-Remaining"), "1");
    CHECK_EQ(ask("a").status, 200);
    const Reply refused = ask("a");
    CHECK_EQ(refused.status, 429);
    REQUIRE_NE(find_header(refused, "Retry-After"), nullptr);
    CHECK_EQ(*find_header(refused, "Retry-After"), "1");
    CHECK_EQ(ask("b").status, 200);
    REQUIRE_NE(find_header(ask("b"), "Latest-Ledger"), nullptr);
}

TEST_CASE("after a ledger could not be stored nothing is answered any more") {
    TestSandbox sandbox;
    const KeyPair from = sandbox.funded();
    sandbox.post_form("/transactions_async",
                      form_of(sandbox.envelope(from, {pay_lumens(from, one_lumen)})));
    sandbox.files().fail_sync(1);
    sandbox.clock().advance(seconds{1});
    CHECK_FALSE(sandbox.service().step().has_value());
    CHECK_FALSE(sandbox.service().step().has_value());
    CHECK_EQ(sandbox.get("/fee_stats").status, 500);
}

TEST_CASE("everything that was answered is there after the process was killed") {
    TestSandbox sandbox;
    const KeyPair from = sandbox.funded();
    const std::string form = form_of(sandbox.envelope(from, {pay_lumens(from, one_lumen)}));
    const Reply reply = sandbox.complete(sandbox.post_form("/transactions", form));
    const std::string path = "/accounts/" + account_text(from.public_key());
    const std::string account = sandbox.get(path).body;
    const std::string ledgers = sandbox.get("/ledgers?order=desc").body;

    sandbox.restart();
    CHECK_EQ(sandbox.get("/transactions/" + member(reply.body, "hash")).body, reply.body);
    CHECK_EQ(sandbox.get(path).body, account);
    CHECK_EQ(sandbox.get("/ledgers?order=desc").body, ledgers);
    // And it goes on.
    const std::string next = form_of(sandbox.envelope(from, {pay_lumens(from, one_lumen)}));
    CHECK_EQ(sandbox.complete(sandbox.post_form("/transactions", next)).status, 200);
}

TEST_CASE("the first ledger's hash outlives the first ledger") {
    ServiceSettings settings;
    settings.network.segments = {.ledgers = 2, .bytes = 1U << 20U};
    TestSandbox sandbox{settings};
    const Hash genesis = sandbox.network().genesis();
    CHECK_EQ(genesis, sandbox.network().history().oldest().stored.hash);
    sandbox.clock().advance(std::chrono::days{8});
    for (int i = 0; i < 4; ++i) sandbox.close_ledger();
    CHECK_EQ(sandbox.network().history().oldest().sequence(), 5);
    sandbox.restart();
    CHECK_EQ(sandbox.network().history().oldest().sequence(), 5);
    CHECK_EQ(sandbox.network().genesis(), genesis);
    CHECK_EQ(sandbox.get("/ledgers/1").status, 410);
}

TEST_CASE("a state that was saved is the one that is read") {
    ServiceSettings settings;
    settings.network.segments = {.ledgers = 2, .bytes = 1U << 20U};
    TestSandbox sandbox{settings};
    const KeyPair from = sandbox.funded();
    for (int i = 0; i < 5; ++i) {
        const std::string form = form_of(sandbox.envelope(from, {pay_lumens(from, one_lumen)}));
        CHECK_EQ(sandbox.complete(sandbox.post_form("/transactions", form)).status, 200);
        const std::string path = "/accounts/" + account_text(from.public_key());
        const std::string account = sandbox.get(path).body;
        sandbox.restart();
        CHECK_EQ(sandbox.get(path).body, account);
    }
}

}  // namespace
}  // namespace ledger::stellar::sandbox
