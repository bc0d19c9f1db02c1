#include "stellar/network/rpc_client.hpp"

#include "engine/kernel/encoding.hpp"
#include "tests/network/rpc_bodies.hpp"
#include "tests/network/scripted_http.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::stellar;
using namespace ledger::test;
using namespace std::chrono_literals;

namespace {

const std::string alice = account_address('a');
const std::string bob = account_address('b');
const Timestamp noon = timestamp_of(1'767'614'400'000'000'000);

struct Rpc : TestNetwork {
    std::unique_ptr<RpcClient> client = make();

    std::unique_ptr<RpcClient> make() {
        auto made = RpcClient::create({.endpoints = {"https://rpc.example/"}}, ports());
        REQUIRE(made.has_value());
        return std::move(*made);
    }
};

IssuedAsset asset_of(std::string_view code, char issuer) {
    IssuedAsset asset{.code = std::string{code}};
    asset.issuer.fill(static_cast<std::uint8_t>(issuer));
    return asset;
}

Submission submission_after(int status, const std::string& body) {
    Rpc rpc;
    rpc.http.answer(status, body);
    return rpc.client->submit("envelope");
}

}  // namespace

TEST_CASE("RPC is asked by JSON-RPC calls") {
    Rpc rpc;
    rpc.http.answer(200, rpc_result(R"({"id":"ab","protocolVersion":27,"sequence":1000,
"closeTime":"1767614400","headerXdr":"","metadataXdr":""})"));
    CHECK(rpc.client->latest_ledger().value_or(LedgerHead{}) == LedgerHead{1'000, noon});
    const HttpRequest& request = rpc.http.requests.front();
    CHECK(request.method == "POST");
    CHECK(request.url == "https://rpc.example");
    CHECK(request.body == R"({"jsonrpc":"2.0","id":1,"method":"getLatestLedger"})");
    CHECK(request.headers.front().second == "application/json");
}

TEST_CASE("RPC tells which network it is, and gives its friendbot the address") {
    Rpc rpc;
    const std::string network = rpc_result(
        R"({"friendbotUrl":"https://friendbot.example/","passphrase":"Test",
"protocolVersion":27})");
    rpc.http.answer(200, network);
    CHECK(rpc.client->network().value_or(NetworkFacts{}) ==
          NetworkFacts{"Test", 27, "https://friendbot.example/"});
    rpc.http.answer(200, network);
    rpc.http.answer(200, "{}");
    CHECK(rpc.client->fund(alice).value_or(Funding::already_funded) == Funding::funded);
    CHECK(rpc.http.requests.back().method == "POST");
    CHECK(rpc.http.requests.back().url == "https://friendbot.example/?addr=" + alice);
    rpc.http.answer(200, rpc_result(R"({"passphrase":"Public","protocolVersion":27})"));
    const auto none = rpc.client->fund(alice);
    REQUIRE_FALSE(none.has_value());
    CHECK(none.error().code == "network.unsupported");
}

TEST_CASE("errors of RPC are tried again only when that may help") {
    const struct {
        std::string body;
        std::string_view code;
        std::size_t requests;
    } rows[] = {{R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"bad"}})",
                 "network.refused", 1},
                {R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no"}})",
                 "network.refused", 1},
                {R"({"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"x"}})",
                 "network.unavailable", 5},
                {R"({"jsonrpc":"2.0","id":2,"result":{}})", "network.answer", 5},
                {R"({"jsonrpc":"1.0","id":1,"result":{}})", "network.answer", 5},
                {R"({"jsonrpc":"2.0","id":1})", "network.answer", 5},
                {"<html>", "network.answer", 5}};
    for (const auto& row : rows) {
        CAPTURE(row.body);
        Rpc rpc;
        for (int i = 0; i < 5; ++i) rpc.http.answer(200, row.body);
        const auto failed = rpc.client->latest_ledger();
        REQUIRE_FALSE(failed.has_value());
        CHECK(failed.error().code == row.code);
        CHECK(rpc.http.requests.size() == row.requests);
    }
}

TEST_CASE("RPC tells of an account and of the trust lines that were asked for") {
    Rpc rpc;
    const IssuedAsset dollars = asset_of("USDC", 'b');
    const IssuedAsset long_code = asset_of("NOCIQ", 'b');
    rpc.http.answer(200, entries_result({account_entry('a'), trust_line_entry('a', 'b')}));
    const auto account = rpc.client->account(alice, std::vector{dollars, long_code});
    REQUIRE(account.has_value());
    REQUIRE(account->has_value());
    const AccountState& state = **account;
    CHECK(state.address == alice);
    CHECK(state.sequence == 42);
    CHECK(state.low_threshold == 2);
    CHECK(state.medium_threshold == 3);
    CHECK(state.high_threshold == 4);
    CHECK(state.signers == std::vector<AccountSigner>{{alice, 1}, {bob, 5}});
    REQUIRE(state.balances.size() == 2);
    CHECK(state.balances[0] == Balance{.asset = {dollars},
                                       .amount = Amount{70},
                                       .buying_liabilities = Amount{7},
                                       .selling_liabilities = Amount{8},
                                       .limit = Amount{700},
                                       .is_authorized = true});
    CHECK(state.balances[1] == Balance{.amount = Amount{1'000},
                                       .buying_liabilities = Amount{5},
                                       .selling_liabilities = Amount{6}});
    CHECK(rpc.http.requests.front().body == entries_call('a', 'b'));

    rpc.http.answer(200, rpc_result(R"({"entries":null,"latestLedger":5})"));
    const auto absent = rpc.client->account(alice, {});
    REQUIRE(absent.has_value());
    CHECK_FALSE(absent->has_value());
    for (int i = 0; i < 5; ++i) rpc.http.answer(200, entries_result({account_entry('b')}));
    CHECK_FALSE(rpc.client->account(alice, {}).has_value());
    CHECK_FALSE(rpc.client->account(alice, std::vector{asset_of("", 'b')}).has_value());
}

TEST_CASE("what RPC says of a submission is told apart by type") {
    CHECK(submission_after(200, rpc_result(R"({"status":"PENDING","hash":"ab","latestLedger":5,
"latestLedgerCloseTime":"1767614400"})")) == Submission{Accepted{}});
    CHECK(submission_after(200, rpc_result(R"({"status":"DUPLICATE"})")) ==
          Submission{Duplicate{}});
    CHECK(submission_after(200, rpc_result(R"({"status":"TRY_AGAIN_LATER"})")) ==
          Submission{TryAgainLater{}});
    const auto rejected = submission_after(
        200, rpc_result(R"({"status":"ERROR","errorResultXdr":"AAAAAAAAAGT////7AAAAAA=="})"));
    const auto* const rejection = std::get_if<Rejected>(&rejected);
    REQUIRE(rejection != nullptr);
    REQUIRE(rejection->result.has_value());
    CHECK(rejection->result->fee_charged == 100);
    CHECK(rejection->result->result.type() == xdr::TransactionResultCode::tx_bad_seq);

    using Reason = NotHandedOver::Reason;
    const auto error = [](int code) {
        return R"({"jsonrpc":"2.0","id":1,"error":{"code":)" + std::to_string(code) +
               R"(,"message":"why"}})";
    };
    CHECK(submission_after(200, error(-32602)) ==
          Submission{NotHandedOver{Reason::malformed, "why"}});
    CHECK(submission_after(200, error(-32601)) ==
          Submission{NotHandedOver{Reason::refused, "why"}});
    CHECK(submission_after(429, "") ==
          Submission{NotHandedOver{Reason::rate_limited, "too many requests"}});
    for (const std::string& body : {error(-32603), rpc_result(R"({"status":"FILTERED"})"),
                                    rpc_result("{}"), std::string{"<html>"}}) {
        CAPTURE(body);
        CHECK(std::holds_alternative<UnknownOutcome>(submission_after(200, body)));
    }
    CHECK(std::holds_alternative<UnknownOutcome>(
        submission_after(503, rpc_result(R"({"status":"PENDING"})"))));
}

TEST_CASE("RPC tells what became of a transaction, or up to where it does not know it") {
    Rpc rpc;
    const std::string heights = R"("latestLedger":1000,"latestLedgerCloseTime":"1767614400",
"oldestLedger":2,"oldestLedgerCloseTime":"1767000000")";
    rpc.http.answer(200, rpc_result(R"({"status":"FAILED",)" + heights + R"(,"ledger":999,
"createdAt":"1767614400","applicationOrder":1,"feeBump":true,"envelopeXdr":"ZW52ZWxvcGU=",
"resultXdr":"cmVzdWx0","resultMetaXdr":"bWV0YQ=="})"));
    const auto lookup = rpc.client->transaction({});
    REQUIRE(lookup.has_value());
    CHECK(*lookup == TransactionLookup{.found = FoundTransaction{.is_successful = false,
                                                                 .is_fee_bump = true,
                                                                 .ledger = 999,
                                                                 .closed_at = noon,
                                                                 .envelope_xdr = "envelope",
                                                                 .result_xdr = "result",
                                                                 .meta_xdr = "meta"},
                                       .latest = {1'000, noon},
                                       .oldest_ledger = 2});
    rpc.http.answer(200, rpc_result(R"({"status":"NOT_FOUND",)" + heights + "}"));
    const auto absent = rpc.client->transaction({});
    REQUIRE(absent.has_value());
    CHECK(*absent == TransactionLookup{.found = {}, .latest = {1'000, noon}, .oldest_ledger = 2});
    for (int i = 0; i < 5; ++i)
        rpc.http.answer(200, rpc_result(R"({"status":"SUCCESS",)" + heights + "}"));
    CHECK_FALSE(rpc.client->transaction({}).has_value());
}

TEST_CASE("RPC tells fees of classic and of contract transactions") {
    Rpc rpc;
    const std::string fees =
        R"({"max":"8","min":"1","mode":"2","p10":"1","p50":"3","p70":"4","p90":"5","p95":"6",
"p99":"7","transactionCount":"10","ledgerCount":50})";
    rpc.http.answer(200, rpc_result(R"({"sorobanInclusionFee":)" + fees + R"(,"inclusionFee":)" +
                                    fees + R"(,"latestLedger":1000})"));
    const FeePercentiles percentiles{
        .min = 1, .mode = 2, .p50 = 3, .p70 = 4, .p90 = 5, .p95 = 6, .p99 = 7, .max = 8};
    CHECK(rpc.client->fee_stats().value_or(FeeStats{}) ==
          FeeStats{.ledger = 1'000, .charged = percentiles, .soroban = percentiles});
}

TEST_CASE("payments are found among all transactions") {
    Rpc rpc;
    rpc.http.answer(200, transactions_result({{.ledger = 10, .order = 1, .bumped = false},
                                              {.ledger = 10, .order = 2, .bumped = true},
                                              {.ledger = 11, .order = 1, .status = "FAILED"},
                                              {.ledger = 11, .order = 2, .envelope = "AAAA"}}));
    const auto page = rpc.client->payments({.after = history_cursor(10), .limit = 4});
    REQUIRE(page.has_value());
    CHECK_FALSE(page->is_last);
    CHECK(page->cursor == history_cursor(11, 2, 0xFFF));
    // Each has all kinds, and one operation that pays nobody.
    REQUIRE(page->payments.size() == 10);
    const Payment& paid = page->payments[0];
    CHECK(paid.cursor == history_cursor(10, 1, 1));
    CHECK(paid.kind == PaymentKind::payment);
    CHECK(paid.from == alice);
    CHECK(paid.to == bob);
    CHECK(paid.to_muxed.starts_with('M'));
    CHECK(paid.amount == Amount{11});
    CHECK(paid.closed_at == noon);
    CHECK(to_hex(paid.transaction) == std::string(64, 'c'));
    CHECK(page->payments[1].kind == PaymentKind::create_account);
    CHECK(page->payments[1].from == bob);  // The operation has a source of its own.
    CHECK(page->payments[2].kind == PaymentKind::path_payment);
    CHECK(page->payments[2].amount == Amount{13});
    CHECK(to_text(page->payments[2].asset) == "USDC:" + bob);
    CHECK(page->payments[3].amount == Amount{14});  // As the result tells.
    CHECK(page->payments[4].cursor == history_cursor(10, 1, 6));
    CHECK(page->payments[4].kind == PaymentKind::account_merge);
    CHECK(page->payments[4].amount == Amount{15});
    CHECK(page->payments[5].cursor == history_cursor(10, 2, 1));
    REQUIRE(page->unread.size() == 1);
    CHECK(page->unread[0].cursor == history_cursor(11, 2, 0xFFF));
    CHECK(page->unread[0].record == std::string(64, 'c'));
}

TEST_CASE(
    "a sweep goes on in the middle of a transaction, or behind it, and asks for nothing else") {
    Rpc rpc;
    const auto cursor_in = [&](std::uint64_t after) {
        rpc.http.answer(200, transactions_result({}));
        CHECK(rpc.client->payments({.after = after, .limit = 9}).has_value());
        return rpc.http.requests.back().body;
    };
    const auto call_with = [](std::uint64_t cursor) {
        return R"({"jsonrpc":"2.0","id":1,"method":"getTransactions","params":{"pagination":)"
               R"({"cursor":")" +
               std::to_string(cursor) + R"(","limit":9}}})";
    };
    CHECK(cursor_in(history_cursor(10)) == call_with(history_cursor(10)));
    CHECK(cursor_in(history_cursor(10, 3, 2)) == call_with(history_cursor(10, 2)));
    CHECK(cursor_in(history_cursor(10, 1, 2)) == call_with(history_cursor(10)));
    CHECK(cursor_in(history_cursor(10, 3, 0xFFF)) == call_with(history_cursor(10, 3)));

    rpc.http.answer(200, transactions_result({{.ledger = 10, .order = 1}}));
    const auto rest =
        rpc.client->payments({.account = alice, .after = history_cursor(10, 1, 3), .limit = 9});
    REQUIRE(rest.has_value());
    REQUIRE(rest->payments.size() == 3);
    CHECK(rest->payments[0].cursor == history_cursor(10, 1, 4));
    CHECK(rest->is_last);

    rpc.http.answer(200, transactions_result({{.ledger = 10, .order = 1}}));
    const auto of_others = rpc.client->payments(
        {.account = account_address('z'), .after = history_cursor(10), .limit = 9});
    REQUIRE(of_others.has_value());
    CHECK(of_others->payments.empty());
    CHECK(of_others->cursor == history_cursor(1'001));  // Behind the latest ledger.

    const auto code_of = [&](std::uint64_t after) {
        const auto failed = rpc.client->payments({.after = after});
        REQUIRE_FALSE(failed.has_value());
        return failed.error().code;
    };
    rpc.http.answer(200, transactions_result({}));
    CHECK(code_of(history_cursor(1, 5, 1)) == "network.history_gone");
    // As the server has it that misses a ledger.
    const std::string refusal =
        R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"no metadata for ledger"}})";
    const std::string health = rpc_result(R"({"status":"healthy","oldestLedger":2})");
    rpc.http.answer(200, refusal);
    rpc.http.answer(200, health);
    CHECK(code_of(history_cursor(1, 5, 1)) == "network.history_gone");
    rpc.http.answer(200, refusal);
    rpc.http.answer(200, health);
    CHECK(code_of(history_cursor(2, 5, 1)) == "network.refused");
}

TEST_CASE("following by RPC looks again and again, and waits only when there was nothing more") {
    Rpc rpc;
    rpc.http.answer(200, transactions_result({{.ledger = 10, .order = 1}}));
    rpc.http.answer(200, transactions_result({}));
    rpc.http.answer(200, transactions_result({{.ledger = 1'001, .order = 1}}));
    std::vector<std::size_t> seen;
    const auto followed = rpc.client->follow_payments({.after = history_cursor(10), .limit = 1},
                                                      [&](const PaymentPage& page) {
                                                          seen.push_back(page.payments.size());
                                                          return seen.size() < 3;
                                                      });
    CHECK(followed.has_value());
    CHECK(seen == std::vector<std::size_t>{5, 0, 5});
    CHECK(rpc.pauses == std::vector<Duration>{5s});
}

TEST_CASE("RPC finds a claimable balance by its id, and none by its claimant") {
    Rpc rpc;
    Hash id;
    id.bytes.fill('i');
    rpc.http.answer(200, entries_result({claimable_entry('i', 'a')}));
    const auto found = rpc.client->claimable_balance(id);
    REQUIRE(found.has_value());
    REQUIRE(found->has_value());
    CHECK((*found)->id == id);
    CHECK((*found)->amount == Amount{50});
    REQUIRE((*found)->claimants.size() == 1);
    CHECK((*found)->claimants[0].destination == alice);
    rpc.http.answer(200, rpc_result(R"({"entries":[],"latestLedger":5})"));
    const auto absent = rpc.client->claimable_balance(id);
    REQUIRE(absent.has_value());
    CHECK_FALSE(absent->has_value());
    const auto unsupported = rpc.client->claimable_balances(alice, "");
    REQUIRE_FALSE(unsupported.has_value());
    CHECK(unsupported.error().code == "network.unsupported");
}
