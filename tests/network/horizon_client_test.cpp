#include "stellar/network/horizon_client.hpp"

#include "engine/kernel/encoding.hpp"
#include "stellar/xdr/codec.hpp"
#include "tests/network/horizon_bodies.hpp"
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

struct Horizon : TestNetwork {
    std::unique_ptr<HorizonClient> client = make();

    std::unique_ptr<HorizonClient> make() {
        auto made = HorizonClient::create({.endpoints = {"https://one.example"}}, ports());
        REQUIRE(made.has_value());
        return std::move(*made);
    }
};

Submission submission_after(int status, const std::string& body, HeaderFields headers = {}) {
    Horizon horizon;
    horizon.http.answer(status, body, std::move(headers));
    return horizon.client->submit("envelope");
}

std::string event(std::string_view place, const std::string& data) {
    return "id: " + std::string{place} + "\ndata: " + data + "\n\n";
}
std::string payment_event(std::string_view place) {
    return event(place, payment_record(place, "payment",
                                       R"("asset_type":"native","from":")" + alice + R"(","to":")" +
                                           bob + R"(","amount":"1.0000000")"));
}
const std::string hello = "retry: 1000\nevent: open\ndata: \"hello\"\n\n";
const std::string goodbye = "retry: 10\nevent: close\ndata: \"byebye\"\n\n";

}  // namespace

TEST_CASE("Horizon tells which network it is, and how far history goes") {
    Horizon horizon;
    horizon.http.answer(200, root_body());
    horizon.http.answer(200, root_body());
    horizon.http.answer(200, root_body());
    const auto facts = horizon.client->network();
    REQUIRE(facts.has_value());
    CHECK(facts->passphrase == "Test SDF Network ; September 2015");
    CHECK(facts->protocol_version == 27);
    CHECK(facts->friendbot == "https://friendbot.example/");
    CHECK(horizon.client->latest_ledger().value_or(LedgerHead{}) == LedgerHead{1'000, noon});
    const auto checked = check_network(*horizon.client, "another one");
    REQUIRE_FALSE(checked.has_value());
    CHECK(checked.error().code == "network.other");
}

TEST_CASE("Horizon tells of an account") {
    Horizon horizon;
    horizon.http.answer(200, account_body(alice, bob));
    const auto account = horizon.client->account(alice, {});
    REQUIRE(account.has_value());
    REQUIRE(account->has_value());
    const AccountState& state = **account;
    CHECK(state.address == alice);
    CHECK(state.sequence == 4'294'967'296);
    CHECK(state.low_threshold == 1);
    CHECK(state.medium_threshold == 2);
    CHECK(state.high_threshold == 3);
    CHECK(state.subentry_count == 2);
    CHECK(state.signers == std::vector<AccountSigner>{{alice, 1}, {bob, 2}});
    REQUIRE(state.balances.size() == 2);
    CHECK(to_text(state.balances[0].asset) == "USDC:" + bob);
    CHECK(state.balances[0].amount == Amount{125'000'000});
    CHECK(state.balances[0].limit == Amount{10'000'000'000});
    CHECK(state.balances[0].buying_liabilities == Amount{10'000'000});
    CHECK(state.balances[0].selling_liabilities == Amount{20'000'000});
    CHECK_FALSE(state.balances[0].is_authorized);
    CHECK(state.balances[1] == Balance{.amount = Amount{1'000'000'000}});
    CHECK(horizon.http.requests.front().url == "https://one.example/accounts/" + alice);
}

TEST_CASE("an account that does not exist is told from a server that is not Horizon") {
    Horizon horizon;
    horizon.http.answer(404, problem_body("not_found"));
    const auto absent = horizon.client->account(alice, {});
    REQUIRE(absent.has_value());
    CHECK_FALSE(absent->has_value());
    for (int i = 0; i < 5; ++i) horizon.http.answer(404, "<html>404</html>");
    const auto strange = horizon.client->account(alice, {});
    REQUIRE_FALSE(strange.has_value());
    CHECK(strange.error().code == "network.answer");
    for (int i = 0; i < 5; ++i) horizon.http.answer(200, account_body(bob, alice));
    CHECK_FALSE(horizon.client->account(alice, {}).has_value());
    const auto no_address = horizon.client->account("../accounts", {});
    REQUIRE_FALSE(no_address.has_value());
    CHECK(no_address.error().code == "network.address");
}

TEST_CASE("a submission is a form with the envelope in it") {
    Horizon horizon;
    horizon.http.answer(201, R"({"tx_status":"PENDING","hash":"ab"})");
    CHECK(std::holds_alternative<Accepted>(horizon.client->submit(std::string{"\xfb\xff\xfe", 3})));
    const HttpRequest& request = horizon.http.requests.front();
    CHECK(request.method == "POST");
    CHECK(request.url == "https://one.example/transactions_async");
    CHECK(request.body == "tx=%2B%2F%2F%2B");
    CHECK(request.headers.front().second == "application/x-www-form-urlencoded");
}

TEST_CASE("what became of a submission is told apart by type") {
    CHECK(submission_after(201, R"({"tx_status":"PENDING","hash":"ab"})") ==
          Submission{Accepted{}});
    CHECK(submission_after(409, R"({"tx_status":"DUPLICATE","hash":"ab"})") ==
          Submission{Duplicate{}});
    CHECK(submission_after(503, R"({"tx_status":"TRY_AGAIN_LATER","hash":"ab"})") ==
          Submission{TryAgainLater{}});

    const xdr::TransactionResult bad_sequence{
        .fee_charged = 100,
        .result = xdr::TransactionResultResult{xdr::TransactionResultCode::tx_bad_seq}};
    const auto bytes = xdr::encode(bad_sequence);
    REQUIRE(bytes.has_value());
    CHECK(submission_after(400, R"({"tx_status":"ERROR","hash":"ab","error_result_xdr":")" +
                                    to_base64(*bytes) + R"("})") ==
          Submission{Rejected{*bytes, bad_sequence}});
    CHECK(submission_after(400, R"({"tx_status":"ERROR","hash":"ab","error_result_xdr":"AAAA"})") ==
          Submission{Rejected{std::string(3, '\0'), std::nullopt}});

    using Reason = NotHandedOver::Reason;
    const struct {
        int status;
        std::string_view problem;
        Reason reason;
    } rows[] = {{400, "transaction_malformed", Reason::malformed},
                {403, "transaction_submission_disabled", Reason::disabled},
                {503, "stale_history", Reason::stale_history},
                {503, "still_ingesting", Reason::still_ingesting},
                {429, "rate_limit_exceeded", Reason::rate_limited},
                {404, "not_found", Reason::refused}};
    for (const auto& row : rows) {
        CAPTURE(row.problem);
        CHECK(submission_after(row.status, problem_body(row.problem, "why"),
                               {{"retry-after", "2"}}) ==
              Submission{NotHandedOver{row.reason, "why", 2s}});
    }
}

TEST_CASE("whatever is not plain leaves open what became of a submission") {
    const struct {
        int status;
        std::string body;
    } rows[] = {{500, problem_body("transaction_submission_invalid_status")},
                {500, problem_body("transaction_submission_failed")},
                {500, problem_body("transaction_submission_exception")},
                {504, problem_body("timeout")},
                {502, "<html>bad gateway</html>"},
                {503, "busy"},
                {201, R"({"tx_status":"PENDING")"},
                {201, R"({"tx_status":"FILTERED","hash":"ab"})"},
                {200, "{}"},
                {302, ""},
                {400, problem_body("something_new")}};
    for (const auto& row : rows) {
        CAPTURE(row.body);
        CHECK(std::holds_alternative<UnknownOutcome>(submission_after(row.status, row.body)));
    }
    Horizon horizon;
    horizon.http.fail(Delivery::unknown);
    CHECK(std::holds_alternative<UnknownOutcome>(horizon.client->submit("envelope")));
    horizon.http.fail(Delivery::not_sent);
    CHECK(horizon.client->submit("envelope") ==
          Submission{NotHandedOver{NotHandedOver::Reason::unreachable, "no answer"}});
}

TEST_CASE("a transaction is looked for behind the ledger that history has reached") {
    Horizon horizon;
    Hash hash;
    hash.bytes.fill(0xab);
    horizon.http.answer(200, root_body());
    horizon.http.answer(200, transaction_body());
    const auto lookup = horizon.client->transaction(hash);
    REQUIRE(lookup.has_value());
    CHECK(lookup->latest == LedgerHead{1'000, noon});
    CHECK(lookup->oldest_ledger == 2);
    CHECK(lookup->found == FoundTransaction{.is_successful = true,
                                            .is_fee_bump = true,
                                            .ledger = 1'000,
                                            .closed_at = noon,
                                            .envelope_xdr = "envelope",
                                            .result_xdr = "result",
                                            .meta_xdr = "meta"});
    horizon.http.answer(200, root_body());
    horizon.http.answer(404, problem_body("not_found"));
    const auto absent = horizon.client->transaction(hash);
    REQUIRE(absent.has_value());
    CHECK_FALSE(absent->found.has_value());
    REQUIRE(horizon.http.requests.size() == 4);
    CHECK(horizon.http.requests[2].url == "https://one.example/");
    CHECK(horizon.http.requests[3].url == "https://one.example/transactions/" + to_hex(hash));
}

TEST_CASE("Horizon tells what fees were charged and bid") {
    Horizon horizon;
    horizon.http.answer(200, fee_stats_body());
    const auto stats = horizon.client->fee_stats();
    REQUIRE(stats.has_value());
    const FeePercentiles charged{.min = 100,
                                 .mode = 100,
                                 .p50 = 101,
                                 .p70 = 103,
                                 .p90 = 105,
                                 .p95 = 106,
                                 .p99 = 107,
                                 .max = 2'000};
    FeePercentiles bid = charged;
    bid.max = 9'000;
    CHECK(*stats == FeeStats{.ledger = 1'000, .charged = charged, .bid = bid});
}

TEST_CASE("payments of all kinds are read, and what cannot be read is kept") {
    Horizon horizon;
    const std::string parties = R"("from":")" + alice + R"(","to":")" + bob + R"(",)";
    const std::string ends = R"("account":")" + bob + R"(",)";
    horizon.http.answer(
        200,
        page_body(
            payment_record("4097", "create_account",
                           ends + R"("funder":")" + alice + R"(","starting_balance":"20.0")") +
            "," +
            payment_record("8193", "payment",
                           parties + R"("asset_type":"credit_alphanum4","asset_code":"USDC",
"asset_issuer":")" + alice + R"(","to_muxed":"M","amount":"1.5000000")") +
            "," +
            payment_record("8194", "path_payment_strict_send",
                           parties + R"("asset_type":"native","amount":"2.0000000")") +
            "," + payment_record("8195", "account_merge", ends + R"("into":")" + alice + R"(")") +
            "," + payment_record("8196", "invoke_host_function", R"("function":"x")") + "," +
            payment_record("8197", "payment", parties + R"("asset_type":"native","amount":"x")")));
    const auto page = horizon.client->payments({.account = bob, .after = 4'096, .limit = 6});
    REQUIRE(page.has_value());
    CHECK(page->cursor == 8'197);
    CHECK_FALSE(page->is_last);
    REQUIRE(page->payments.size() == 4);
    Payment created{.cursor = 4'097,
                    .kind = PaymentKind::create_account,
                    .closed_at = noon,
                    .from = alice,
                    .to = bob,
                    .amount = Amount{200'000'000}};
    created.transaction.bytes.fill(0xaa);
    CHECK(page->payments[0] == created);
    CHECK(to_text(page->payments[1].asset) == "USDC:" + alice);
    CHECK(page->payments[1].to_muxed == "M");
    CHECK(page->payments[1].amount == Amount{15'000'000});
    CHECK(page->payments[2].kind == PaymentKind::path_payment);
    CHECK(page->payments[3].from == bob);
    CHECK(page->payments[3].to == alice);
    CHECK_FALSE(page->payments[3].amount.has_value());
    REQUIRE(page->unread.size() == 1);
    CHECK(page->unread[0].cursor == 8'197);
    CHECK(page->unread[0].record.find(R"("amount":"x")") != std::string::npos);
    CHECK(horizon.http.requests.front().url ==
          "https://one.example/accounts/" + bob + "/payments?order=asc&cursor=4096&limit=6");

    horizon.http.answer(410, problem_body("before_history"));
    const auto gone = horizon.client->payments({});
    REQUIRE_FALSE(gone.has_value());
    CHECK(gone.error().code == "network.history_gone");
}

TEST_CASE("a stream is resumed where it ended, and nothing comes twice") {
    Horizon horizon;
    horizon.http.answer(200, hello + payment_event("101") + payment_event("102") + goodbye);
    horizon.http.answer(503, "busy");
    // Begins with what was seen already, and breaks off within a record.
    horizon.http.answer(200, hello + payment_event("102") + payment_event("103") + "data: {\"id");
    horizon.http.answer(200, hello + payment_event("104"));
    std::vector<std::uint64_t> seen;
    const auto followed =
        horizon.client->follow_payments({.after = 100}, [&](const PaymentPage& page) {
            for (const Payment& payment : page.payments) seen.push_back(payment.cursor);
            return page.cursor < 104;
        });
    CHECK(followed.has_value());
    CHECK(seen == std::vector<std::uint64_t>{101, 102, 103, 104});
    CHECK(horizon.pauses == std::vector<Duration>{10ms, 250ms, 1s});
    REQUIRE(horizon.http.requests.size() == 4);
    CHECK(horizon.http.requests[0].url == "https://one.example/payments?cursor=100");
    CHECK(horizon.http.requests[2].url == "https://one.example/payments?cursor=102");
    CHECK(horizon.http.requests[3].url == "https://one.example/payments?cursor=103");
    CHECK(horizon.http.requests[0].headers == HeaderFields{{"Accept", "text/event-stream"}});
}

TEST_CASE("the taker of a stream is asked in silence too") {
    Horizon horizon;
    horizon.http.is_quiet_after_body = true;
    horizon.http.answer(200, hello);
    int asked = 0;
    const auto followed = horizon.client->follow_payments({}, [&](const PaymentPage& page) {
        CHECK(page.payments.empty());
        ++asked;
        return false;
    });
    CHECK(followed.has_value());
    CHECK(asked == 1);
}

TEST_CASE("a stream that cannot be had ends as reads do") {
    const auto none = [](const PaymentPage&) { return true; };
    Horizon horizon;
    for (int i = 0; i < 5; ++i) horizon.http.answer(200, "event: error\ndata: \"problem\"\n\n");
    const auto broken = horizon.client->follow_payments({}, none);
    REQUIRE_FALSE(broken.has_value());
    CHECK(broken.error().code == "network.unavailable");
    horizon.http.answer(410, problem_body("before_history"));
    const auto gone = horizon.client->follow_payments({}, none);
    REQUIRE_FALSE(gone.has_value());
    CHECK(gone.error().code == "network.history_gone");
    horizon.ends = true;
    horizon.http.answer(200, hello + goodbye);
    const auto ended = horizon.client->follow_payments({}, none);
    REQUIRE_FALSE(ended.has_value());
    CHECK(ended.error().code == "network.stopped");
}

TEST_CASE("claimable balances are read with their predicates") {
    Horizon horizon;
    const std::string predicate =
        R"({"and":[{"not":{"abs_before":"2026-01-05T12:00:00Z","abs_before_epoch":"1767614400"}},
{"or":[{"rel_before":"60"},{"unconditional":true}]}]})";
    horizon.http.answer(200, page_body(claimable_body(alice, predicate)));
    const auto page = horizon.client->claimable_balances(alice, "");
    REQUIRE(page.has_value());
    CHECK_FALSE(page->next.has_value());
    REQUIRE(page->balances.size() == 1);
    const ClaimableBalance& balance = page->balances.front();
    CHECK(to_hex(balance.id) == std::string(64, 'b'));
    CHECK(balance.amount == Amount{50'000'000});
    CHECK(balance.last_modified_ledger == 900);
    REQUIRE(balance.claimants.size() == 1);
    CHECK(balance.claimants[0].destination == alice);
    using Type = xdr::ClaimPredicateType;
    const auto* const both = balance.claimants[0].predicate.get_if<Type::and_>();
    REQUIRE(both != nullptr);
    REQUIRE(both->size() == 2);
    CHECK((*both)[0].type() == Type::not_);
    const auto* const either = (*both)[1].get_if<Type::or_>();
    REQUIRE(either != nullptr);
    REQUIRE(either->size() == 2);
    CHECK((*either)[0] == xdr::ClaimPredicate{xdr::arm<Type::before_relative_time>, 60});
    CHECK((*either)[1].type() == Type::unconditional);

    horizon.http.answer(200, claimable_body(bob, R"({"unconditional":true})"));
    horizon.http.answer(404, problem_body("not_found"));
    const auto found = horizon.client->claimable_balance(balance.id);
    REQUIRE(found.has_value());
    CHECK(found->has_value());
    const auto absent = horizon.client->claimable_balance(balance.id);
    REQUIRE(absent.has_value());
    CHECK_FALSE(absent->has_value());
}

TEST_CASE("the friendbot is asked once, and says when there was nothing to do") {
    Horizon horizon;
    horizon.http.answer(200, transaction_body());
    CHECK(horizon.client->fund(alice).value_or(Funding::already_funded) == Funding::funded);
    CHECK(horizon.http.requests.front().url == "https://one.example/friendbot?addr=" + alice);
    horizon.http.answer(400, problem_body("bad_request", "createAccountAlreadyExist (AAAA)"));
    CHECK(horizon.client->fund(alice).value_or(Funding::funded) == Funding::already_funded);
    horizon.http.answer(503, "busy");
    CHECK_FALSE(horizon.client->fund(alice).has_value());
    CHECK(horizon.http.requests.size() == 3);
}
