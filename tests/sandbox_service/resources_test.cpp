#include "engine/kernel/encoding.hpp"
#include "stellar/sandbox/entries.hpp"
#include "tests/sandbox_service/test_sandbox.hpp"

#include <doctest/doctest.h>

#include <string>

namespace ledger::stellar::sandbox {
namespace {

using test::form_of;
using test::member;
using test::pay_lumens;
using test::TestSandbox;

constexpr std::int64_t one_lumen = 10'000'000;

std::string address_of(const KeyPair& pair) { return account_text(pair.public_key()); }

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
    return found;
}

void apply(TestSandbox& sandbox, const KeyPair& source, std::vector<xdr::Operation> operations) {
    const std::string envelope = sandbox.envelope(source, std::move(operations));
    const Reply reply = sandbox.complete(sandbox.post_form("/transactions", form_of(envelope)));
    REQUIRE_MESSAGE(reply.status == 200, reply.body);
}

xdr::Operation balance_for(const KeyPair& claimant, std::int64_t amount) {
    xdr::CreateClaimableBalanceOp create{.amount = amount};
    create.claimants.push_back(xdr::Claimant{xdr::arm<xdr::ClaimantType::claimant_type_v0>,
                                             account_id(Hash{claimant.public_key()}),
                                             xdr::ClaimPredicate{}});
    return {.body = xdr::OperationBody{xdr::arm<xdr::OperationType::create_claimable_balance>,
                                       std::move(create)}};
}

/// The address in the first link of that name, without scheme and host.
std::string link_to(std::string_view json, std::string_view name) {
    const std::string quoted = "\"" + std::string{name} + "\":{\"href\":\"http://localhost:8000";
    const std::size_t at = json.find(quoted);
    REQUIRE_NE(at, json.npos);
    const std::string_view rest = json.substr(at + quoted.size());
    return std::string{rest.substr(0, rest.find('"'))};
}

TEST_CASE("pages are walked by their links, forward and back") {
    TestSandbox sandbox;
    const std::string first = sandbox.get("/ledgers?limit=2").body;
    CHECK_EQ(member(first, "sequence"), "1");
    const std::string second = sandbox.get(link_to(first, "next")).body;
    CHECK_EQ(member(second, "sequence"), "3");
    const std::string back = sandbox.get(link_to(second, "prev")).body;
    CHECK_EQ(member(back, "sequence"), "2");
    const std::string end = sandbox.get(link_to(second, "next")).body;
    CHECK_EQ(count(end, "\"sequence\""), 0);
    // An empty page is asked again from where it is.
    CHECK_EQ(link_to(end, "next"), link_to(second, "next"));
}

TEST_CASE("an account shows its data, its signers, its flags and its thresholds") {
    TestSandbox sandbox;
    const KeyPair pair = sandbox.funded();
    const xdr::SignerKey extra{xdr::arm<xdr::SignerKeyType::hash_x>, Hash{}};
    xdr::SetOptionsOp options{.set_flags = account_flags::auth_revocable, .med_threshold = 2};
    options.home_domain = xdr::String32{"example.org"};
    options.signer = xdr::Signer{extra, 3};
    apply(sandbox, pair,
          {{.body = xdr::OperationBody{xdr::arm<xdr::OperationType::manage_data>,
                                       xdr::String64{"a key"}, xdr::DataValue{"value"}}},
           {.body = xdr::OperationBody{xdr::arm<xdr::OperationType::set_options>, options}}});
    const std::string account = sandbox.get("/accounts/" + address_of(pair)).body;
    CHECK_EQ(member(account, "a key"), "dmFsdWU=");
    CHECK_EQ(member(account, "home_domain"), "example.org");
    CHECK_EQ(member(account, "med_threshold"), "2");
    CHECK_EQ(member(account, "auth_revocable"), "true");
    CHECK_EQ(member(account, "auth_required"), "false");
    CHECK_NE(account.find(R"("type":"sha256_hash")"), std::string::npos);
    CHECK_EQ(member(account, "sequence"), std::to_string(sandbox.sequence_of(pair)));
    CHECK_NE(member(account, "sequence_time"), "");
    const std::string data = sandbox.get("/accounts/" + address_of(pair) + "/data/a%20key").body;
    CHECK_EQ(member(data, "value"), "dmFsdWU=");
    CHECK_EQ(sandbox.get("/accounts/" + address_of(pair) + "/data/none").status, 404);

    const std::string operations =
        sandbox.get("/accounts/" + address_of(pair) + "/operations?order=desc&limit=2").body;
    CHECK_NE(operations.find(R"("set_flags":[2],"set_flags_s":["auth_revocable"])"),
             std::string::npos);
    CHECK_EQ(member(operations, "signer_weight"), "3");
    CHECK_EQ(member(operations, "name"), "a key");
}

TEST_CASE("payments are those that move lumens or assets, operations are all") {
    TestSandbox sandbox;
    const KeyPair pair = sandbox.funded();
    apply(
        sandbox, pair,
        {{.body = xdr::OperationBody{xdr::arm<xdr::OperationType::bump_sequence>, std::int64_t{0}}},
         pay_lumens(pair, one_lumen)});
    const std::string account = "/accounts/" + address_of(pair);
    const std::string payments = sandbox.get(account + "/payments").body;
    CHECK_EQ(count(payments, R"("type":"create_account")"), 1);
    CHECK_EQ(count(payments, R"("type":"payment")"), 1);
    CHECK_EQ(count(payments, R"("type":"bump_sequence")"), 0);
    const std::string operations = sandbox.get(account + "/operations").body;
    CHECK_EQ(count(operations, R"("type":"bump_sequence")"), 1);
    const std::string joined = sandbox.get(account + "/operations?join=transactions&limit=1").body;
    CHECK_EQ(count(joined, "\"envelope_xdr\""), 1);
    CHECK_EQ(sandbox.get("/operations/" + member(joined, "paging_token")).status, 200);
    CHECK_EQ(sandbox.get(account + "/operations?join=x").status, 400);
    CHECK_EQ(sandbox.get("/operations/1").status, 404);
}

TEST_CASE("a ledger's transactions and operations are its own") {
    TestSandbox sandbox;
    CHECK_EQ(count(sandbox.get("/ledgers/2/transactions").body, "\"envelope_xdr\""), 1);
    CHECK_EQ(count(sandbox.get("/ledgers/3/operations?limit=200").body, "\"type_i\":6"), 6);
    CHECK_EQ(count(sandbox.get("/ledgers/4/payments?order=desc").body, "\"type_i\":1"), 2);
    CHECK_EQ(count(sandbox.get("/ledgers/1/operations").body, "\"type_i\""), 0);
    const std::string ledger = sandbox.get("/ledgers/3").body;
    CHECK_EQ(member(ledger, "successful_transaction_count"), "1");
    CHECK_EQ(member(ledger, "operation_count"), "6");
    CHECK_EQ(member(ledger, "prev_hash"), member(sandbox.get("/ledgers/2").body, "hash"));
    CHECK_EQ(sandbox.get("/ledgers/99").status, 404);
    CHECK_EQ(sandbox.get("/ledgers/0").status, 410);
    CHECK_EQ(sandbox.get("/ledgers/x").status, 400);
}

TEST_CASE("claimable balances are found by claimant, sponsor and asset") {
    TestSandbox sandbox;
    const KeyPair from = sandbox.funded();
    const KeyPair to = sandbox.funded();
    apply(sandbox, from, {balance_for(to, one_lumen), balance_for(from, 2 * one_lumen)});
    const std::string all = sandbox.get("/claimable_balances").body;
    CHECK_EQ(count(all, "\"amount\""), 2);
    const std::string mine = sandbox.get("/claimable_balances?claimant=" + address_of(to)).body;
    CHECK_EQ(count(mine, "\"amount\""), 1);
    CHECK_EQ(member(mine, "amount"), "1.0000000");
    CHECK_EQ(member(mine, "sponsor"), address_of(from));
    const std::string sponsor = "/claimable_balances?sponsor=" + address_of(from);
    const std::string first = sandbox.get(sponsor + "&asset=native&limit=1").body;
    const std::string second = sandbox.get(link_to(first, "next")).body;
    CHECK_EQ(count(second, "\"amount\""), 1);
    CHECK_NE(member(second, "paging_token"), member(first, "paging_token"));
    CHECK_EQ(
        count(sandbox.get("/claimable_balances?asset=EUR:" + address_of(from)).body, "\"amount\""),
        0);
    const std::string records = mine.substr(mine.find("\"records\""));
    const std::string id = member(records, "id");
    CHECK_EQ(member(sandbox.get("/claimable_balances/" + id).body, "amount"), "1.0000000");
    CHECK_EQ(sandbox.get("/claimable_balances/00000000" + std::string(64, 'a')).status, 404);
    CHECK_EQ(sandbox.get("/claimable_balances/x").status, 400);

    const auto balance = hash_from_hex(id.substr(8));
    REQUIRE(balance.has_value());
    apply(sandbox, to,
          {{.body = xdr::OperationBody{
                xdr::arm<xdr::OperationType::claim_claimable_balance>,
                xdr::ClaimableBalanceId{
                    xdr::arm<xdr::ClaimableBalanceIdType::claimable_balance_id_type_v0>,
                    *balance}}}});
    CHECK_EQ(count(sandbox.get("/claimable_balances").body, "\"amount\""), 1);
}

TEST_CASE("an account that never was has no history, one that was merged has") {
    TestSandbox sandbox;
    const KeyPair pair = sandbox.funded();
    ledger::test::TestEntropy entropy{55};
    const KeyPair nobody = KeyPair::generate(entropy);
    CHECK_EQ(sandbox.get("/accounts/" + address_of(nobody)).status, 404);
    CHECK_EQ(sandbox.get("/accounts/" + address_of(nobody) + "/payments").status, 404);
    apply(sandbox, pair,
          {{.body = xdr::OperationBody{xdr::arm<xdr::OperationType::account_merge>,
                                       muxed_account(sandbox.network().keys().pool)}}});
    CHECK_EQ(sandbox.get("/accounts/" + address_of(pair)).status, 404);
    const std::string payments =
        sandbox.get("/accounts/" + address_of(pair) + "/payments?order=desc").body;
    CHECK_EQ(member(payments, "type"), "account_merge");
    CHECK_EQ(member(payments, "into"), address_of(sandbox.network().keys().pool));
}

}  // namespace
}  // namespace ledger::stellar::sandbox
