#include "engine/kernel/encoding.hpp"
#include "stellar/sandbox/entries.hpp"
#include "stellar/xdr/codec.hpp"
#include "stellar/xdr/ledger_close.hpp"
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

template <class T>
T decoded(std::string_view base64) {
    const auto bytes = from_base64(base64);
    REQUIRE(bytes.has_value());
    auto value = xdr::decode<T>(*bytes);
    REQUIRE_MESSAGE(value.has_value(), value.error().message);
    return *value;
}

std::string quoted(std::string_view text) { return "\"" + std::string{text} + "\""; }

std::string key_of(const KeyPair& pair) {
    return to_base64(*xdr::encode(account_key(account_id(Hash{pair.public_key()}))));
}

TEST_CASE("the network tells of itself") {
    TestSandbox sandbox;
    CHECK_EQ(member(sandbox.rpc("getHealth", "null"), "status"), "healthy");
    const std::string network = sandbox.rpc("getNetwork", "null");
    CHECK_EQ(member(network, "friendbotUrl"), "http://localhost:8000/friendbot");
    CHECK_EQ(member(network, "passphrase"), sandbox.network().names().passphrase);
    CHECK_EQ(member(network, "protocolVersion"), "27");
    CHECK_EQ(member(sandbox.rpc("getVersionInfo"), "protocolVersion"), "27");
    CHECK_EQ(member(sandbox.rpc("getFeeStats"), "ledgerCount"), "4");
}

TEST_CASE("the latest ledger comes with XDR that decodes and is its own") {
    TestSandbox sandbox;
    const std::string latest = sandbox.rpc("getLatestLedger");
    const auto header = decoded<xdr::LedgerHeader>(member(latest, "headerXdr"));
    CHECK_EQ(header, sandbox.network().ledger().header());
    CHECK_EQ(member(latest, "sequence"), std::to_string(header.ledger_seq));
    const auto meta = decoded<xdr::LedgerCloseMeta>(member(latest, "metadataXdr"));
    REQUIRE_NE(meta.get_if<2>(), nullptr);
    const std::string result = latest.substr(latest.find("\"result\""));
    CHECK_EQ(to_hex(meta.get_if<2>()->ledger_header.hash), member(result, "id"));
}

TEST_CASE("entries are given for the keys that there are") {
    TestSandbox sandbox;
    const KeyPair pair = sandbox.funded();
    ledger::test::TestEntropy entropy{5};
    const KeyPair nobody = KeyPair::generate(entropy);
    const std::string found =
        sandbox.rpc("getLedgerEntries",
                    R"({"keys":[)" + quoted(key_of(nobody)) + "," + quoted(key_of(pair)) + "]}");
    CHECK_EQ(member(found, "key"), key_of(pair));
    const auto data = decoded<xdr::LedgerEntryData>(member(found, "xdr"));
    REQUIRE_NE(data.get_if<xdr::LedgerEntryType::account>(), nullptr);
    CHECK_EQ(data.get_if<xdr::LedgerEntryType::account>()->seq_num, sandbox.sequence_of(pair));
    CHECK_EQ(member(sandbox.rpc("getLedgerEntries", R"({"keys":[]})"), "entries"), "[");

    const xdr::LedgerKey ttl{xdr::arm<xdr::LedgerEntryType::ttl>, Hash{}};
    for (const std::string& key :
         {to_base64(*xdr::encode(ttl)), std::string{"AAAA"}, std::string{"!"}}) {
        const std::string refused =
            sandbox.rpc("getLedgerEntries", R"({"keys":[)" + quoted(key) + "]}");
        CHECK_EQ(member(refused, "code"), "-32602");
    }
}

TEST_CASE("a transaction is sent, is not there yet, and is there") {
    TestSandbox sandbox;
    const KeyPair from = sandbox.funded();
    const std::string envelope = sandbox.envelope(from, {pay_lumens(from, one_lumen)});
    const std::string params = R"({"transaction":)" + quoted(envelope) + "}";
    const std::string sent = sandbox.rpc("sendTransaction", params);
    CHECK_EQ(member(sent, "status"), "PENDING");
    CHECK_EQ(member(sandbox.rpc("sendTransaction", params), "status"), "DUPLICATE");
    const std::string hash = R"({"hash":)" + quoted(member(sent, "hash")) + "}";
    const std::string missing = sandbox.rpc("getTransaction", hash);
    CHECK_EQ(member(missing, "status"), "NOT_FOUND");
    CHECK_EQ(member(missing, "oldestLedger"), "1");
    sandbox.pass(seconds{1});
    const std::string found = sandbox.rpc("getTransaction", hash);
    CHECK_EQ(member(found, "status"), "SUCCESS");
    CHECK_EQ(member(found, "envelopeXdr"), envelope);
    CHECK_EQ(member(found, "applicationOrder"), "1");
    CHECK_EQ(member(found, "feeBump"), "false");
    const auto meta = decoded<xdr::TransactionMeta>(member(found, "resultMetaXdr"));
    CHECK_EQ(meta.type(), 4);
}

TEST_CASE("a transaction that is refused comes with its result") {
    TestSandbox sandbox;
    const KeyPair from = sandbox.funded();
    const auto envelope = signed_transaction(
        sandbox.network().id(), {.source = &from, .sequence = sandbox.sequence_of(from) + 5},
        {pay_lumens(from, one_lumen)});
    REQUIRE(envelope.has_value());
    const std::string sent = sandbox.rpc(
        "sendTransaction", R"({"transaction":)" + quoted(to_base64(*xdr::encode(*envelope))) + "}");
    CHECK_EQ(member(sent, "status"), "ERROR");
    const auto result = decoded<xdr::TransactionResult>(member(sent, "errorResultXdr"));
    CHECK_EQ(result.result.type(), xdr::TransactionResultCode::tx_bad_seq);
}

TEST_CASE("pages of transactions follow each other to the end, and go on with what comes") {
    TestSandbox sandbox;
    const std::string first =
        sandbox.rpc("getTransactions", R"({"startLedger":1,"pagination":{"limit":2}})");
    CHECK_EQ(member(first, "ledger"), "2");
    const std::string second =
        sandbox.rpc("getTransactions", R"({"pagination":{"cursor":)" +
                                           quoted(member(first, "cursor")) + R"(,"limit":2}})");
    CHECK_EQ(member(second, "ledger"), "4");
    const std::string params =
        R"({"pagination":{"cursor":)" + quoted(member(second, "cursor")) + "}}";
    CHECK_EQ(member(sandbox.rpc("getTransactions", params), "transactions"), "[");
    const KeyPair from = sandbox.funded();
    CHECK_NE(member(sandbox.rpc("getTransactions", params), "ledger"), "");
}

TEST_CASE("ledgers are listed with their headers, and go on from a cursor") {
    TestSandbox sandbox;
    const std::string first =
        sandbox.rpc("getLedgers", R"({"startLedger":2,"pagination":{"limit":2}})");
    CHECK_EQ(member(first, "sequence"), "2");
    CHECK_EQ(member(first, "cursor"), "3");
    const auto entry = decoded<xdr::LedgerHeaderHistoryEntry>(member(first, "headerXdr"));
    CHECK_EQ(to_hex(entry.hash), member(first, "hash"));
    const std::string second = sandbox.rpc("getLedgers", R"({"pagination":{"cursor":"3"}})");
    CHECK_EQ(member(second, "sequence"), "4");
    for (const char* params : {R"({"startLedger":0})", R"({"startLedger":99})", "{}"})
        CHECK_EQ(member(sandbox.rpc("getLedgers", params), "code"), "-32600");
}

TEST_CASE("what cannot be answered is an error of JSON-RPC, with status 200") {
    TestSandbox sandbox;
    CHECK_EQ(member(sandbox.rpc("getNothing"), "code"), "-32601");
    CHECK_EQ(member(sandbox.rpc("getTransaction"), "code"), "-32602");
    CHECK_EQ(member(sandbox.rpc("getTransaction", R"({"hash":"abc"})"), "code"), "-32602");
    const std::string sent = sandbox.rpc("sendTransaction", R"({"transaction":"AAAA"})");
    CHECK_EQ(member(sent, "code"), "-32602");
    CHECK_EQ(member(sent, "message"), "invalid_xdr");
    CHECK_EQ(sandbox.get("/rpc").status, 405);
}

}  // namespace
}  // namespace ledger::stellar::sandbox
