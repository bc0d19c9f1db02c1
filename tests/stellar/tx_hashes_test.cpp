// What the network calls things by, against what it, or an implementation of its own, called them.
#include "engine/kernel/encoding.hpp"
#include "stellar/keys/key_pair.hpp"
#include "stellar/keys/network_id.hpp"
#include "stellar/strkey/strkey.hpp"
#include "stellar/tx/hashes.hpp"
#include "stellar/xdr/sep51.hpp"
#include "tests/stellar/vectors.hpp"

using namespace ledger;
using namespace ledger::stellar;
using xdr::arm;
using xdr::EnvelopeType;

namespace {

const Hash testnet = network_id(testnet_passphrase);

template <class T>
T from_base64_xdr(std::string_view base64) {
    const auto value = xdr::decode<T>(from_base64(base64).value_or(""));
    REQUIRE(value.has_value());
    return *value;
}

template <class T>
T value_of_json(std::string_view json) {
    const auto value = xdr::from_json<T>(json);
    REQUIRE(value.has_value());
    return *value;
}

std::string contract_text(const Result<xdr::ContractId>& id) {
    REQUIRE(id.has_value());
    return to_strkey(StrkeyKind::contract, as_view(id->hash)).value_or("");
}

/// The envelope of the old form that holds the same transaction.
xdr::TransactionEnvelope as_v0(const xdr::Transaction& tx) {
    xdr::TransactionV0 old{
        .source_account_ed25519 = *tx.source_account.get_if<xdr::CryptoKeyType::ed25519>(),
        .fee = tx.fee,
        .seq_num = tx.seq_num,
        .memo = tx.memo,
        .operations = tx.operations};
    if (const auto* bounds = tx.cond.get_if<xdr::PreconditionType::time>())
        old.time_bounds = *bounds;
    return xdr::TransactionEnvelope{arm<EnvelopeType::tx_v0>, old};
}

std::string big_endian(std::initializer_list<std::uint32_t> numbers) {
    std::string bytes;
    for (const std::uint32_t number : numbers) put_big_endian(bytes, number);
    return bytes;
}

}  // namespace

TEST_CASE("envelopes have the hashes that another implementation gave them") {
    const std::size_t count = for_each_vector("stellar-dev.json", "vectors", [](const Vector& row) {
        CAPTURE(row.at("id"));
        const auto envelope = from_base64_xdr<xdr::TransactionEnvelope>(row.at("envelope_xdr"));
        const Hash network = network_id(row.at("network_passphrase"));
        const auto hash = transaction_hash(network, envelope);
        const auto inner = inner_hash(network, envelope);
        REQUIRE(hash.has_value());
        REQUIRE(inner.has_value());
        CHECK(to_hex(*hash) == row.at("hash_hex"));
        const bool is_bump = row.contains("inner_hash_hex");
        CHECK(to_hex(*inner) == row.at(is_bump ? "inner_hash_hex" : "hash_hex"));
    });
    CHECK(count == 15);
}

TEST_CASE("a transaction of the old form has the hash and the key of today's") {
    std::size_t count = 0;
    for_each_vector("stellar-dev.json", "vectors", [&](const Vector& row) {
        CAPTURE(row.at("id"));
        const auto envelope = from_base64_xdr<xdr::TransactionEnvelope>(row.at("envelope_xdr"));
        const auto* v1 = envelope.get_if<EnvelopeType::tx>();
        if (v1 == nullptr || v1->tx.cond.type() != xdr::PreconditionType::time ||
            v1->tx.source_account.type() != xdr::CryptoKeyType::ed25519 || v1->tx.ext.type() != 0)
            return;
        const xdr::TransactionEnvelope old = as_v0(v1->tx);
        const xdr::TransactionV0& old_tx = old.get_if<EnvelopeType::tx_v0>()->tx;
        CHECK(upgraded(old_tx) == v1->tx);
        const Hash network = network_id(row.at("network_passphrase"));
        CHECK(to_hex(transaction_hash(network, old).value()) == row.at("hash_hex"));
        const std::string signed_bytes =
            std::string{as_view(network)} + big_endian({2, 0}) + xdr::encode(old_tx).value_or("");
        CHECK(transaction_hash(network, old) == sha256(signed_bytes));
        ++count;
    });
    CHECK(count == 11);
}

TEST_CASE("the native asset's contract has the address that everybody knows it by") {
    const xdr::ContractIdPreimage native{arm<xdr::ContractIdPreimageType::asset>};
    CHECK(contract_text(contract_id(network_id(public_passphrase), native)) ==
          "CAS3J7GYLGXMF6TDJBBYYSE3HQ6BBSMLNUQ34T6TZMYMW2EVH34XOWMA");
    CHECK(contract_text(contract_id(testnet, native)) ==
          "CDLZFC3SYJYDZT7K67VZ75HPJVIEUVNIXF47ZG2FB2RMQQVU2HHGCYSC");
}

TEST_CASE("a claimable balance is named after its transaction, not by the id of a muxed account") {
    // By a stellar-core 19 that ran alone.
    const auto key =
        key_from_account_text("GAVJ4CS4MIKKC6RXPNXUUFA2CGC2DO2FZN3NMENLDZHUJYO7UURJ2RDP");
    REQUIRE(key.has_value());
    const Hash account{.bytes = *key};
    const xdr::MuxedAccount plain{arm<xdr::CryptoKeyType::ed25519>, account};
    const xdr::MuxedAccount muxed{arm<xdr::CryptoKeyType::muxed_ed25519>, std::uint64_t{7},
                                  account};
    for (const xdr::MuxedAccount& source : {plain, muxed}) {
        const auto id = claimable_balance_id(source, 17179869194, 0);
        REQUIRE(id.has_value());
        CHECK(xdr::to_json(*id) ==
              R"("BAAM2D6EEZT4DP5XMA4HDWYKSQCEQWSJPLFVWSN276WVZZLWGYIJHZ6IP4")");
        CHECK(claimable_balance_id(source, 17179869194, 1).value() != *id);
        CHECK(claimable_balance_id(source, 17179869195, 0).value() != *id);
    }
}

TEST_CASE("pools are named by their assets, in order, and their fee") {
    const auto pool = value_of_json<xdr::LiquidityPoolParameters>(R"({
        "liquidity_pool_constant_product": {
            "asset_a": {"credit_alphanum4": {
                "asset_code": "ARST",
                "issuer": "GB7TAYRUZGE6TVT7NHP5SMIZRNQA6PLM423EYISAOAP3MKYIQMVYP2JO"}},
            "asset_b": {"credit_alphanum4": {
                "asset_code": "USD",
                "issuer": "GCEZWKCA5VLDNRLN3RPRJMRZOX3Z6G5CHCGSNFHEYVXM3XOJMDS674JZ"}},
            "fee": 30}})");
    const auto id = pool_id(pool);
    REQUIRE(id.has_value());
    CHECK(to_hex(id->hash) == "dd7b1ab831c273310ddbec6f97870aa83c2fbd78ce22aded37ecbf4f3380fac7");
}

TEST_CASE("a ledger's hash is that of its header") {
    // Ledger 4 of a stellar-core 19 that ran alone.
    const auto header = from_base64_xdr<xdr::LedgerHeader>(
        "AAAAEzUh/N20e26GWamO+YK2N06jlyvBc3kxkaWxhCNRoSa1oGz4ZZqA7bRojapLIr1UDvD/T/C/W5KjB3vS"
        "EO7lR08AAAAAaOeGNgAAAAAAAAABAAAAAGTxTlcl20cFo81oAp8QLTPqPv705TeC8jhEXN4a9586AAAAQOhl"
        "kaZR9g7QtxpMrt/BG9jj40JTNySBHCGCYWsqpiq1gBUXy4Hayo6jXbgaarcnLG//gFBBDNgNAFChICeEkgb/"
        "OdQ40nuooH+iNVPX3vUF12U4sy+fbd/1iOF3LSk/fP4bYLd3KAEfgKgd3jmpFoZqE+JtnCuExroxW1nwCAqe"
        "AAAABA3gtrOnZAAAAAAAAAAAArwAAAAAAAAAAAAAAAAAAABkAExLQAAAA+gAAAAAAAAAAAAAAAAAAAAAAAAA"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    const auto hash = ledger_header_hash(header);
    REQUIRE(hash.has_value());
    CHECK(to_hex(*hash) == "b6d36a3bf64a8420f2aec2e47f67a9eb276a1783e802e55bd6884f55e5677a8b");
}

TEST_CASE("the key of an entry's lifetime is the hash of the entry's own key") {
    const xdr::LedgerKey code{arm<xdr::LedgerEntryType::contract_code>, testnet};
    const auto key = ttl_key(code);
    REQUIRE(key.has_value());
    CHECK(key->key_hash == sha256(big_endian({7}) + std::string{as_view(testnet)}));
}

TEST_CASE("authorizations are signed with their address since protocol 27, without it before") {
    xdr::SorobanAuthorizationEntry entry;
    const xdr::SorobanAddressCredentials credentials{
        .address = value_of_json<xdr::ScAddress>(
            R"("CDLZFC3SYJYDZT7K67VZ75HPJVIEUVNIXF47ZG2FB2RMQQVU2HHGCYSC")"),
        .nonce = 0x0102030405060708,
        .signature_expiration_ledger = 9};
    const std::string invocation = xdr::encode(entry.root_invocation).value_or("");
    const std::string address = xdr::encode(credentials.address).value_or("");
    const auto preimage = [&](std::uint32_t type, const std::string& rest) {
        return sha256(big_endian({type}) + std::string{as_view(testnet)} +
                      big_endian({0x01020304, 0x05060708, 9}) + rest);
    };
    using Type = xdr::SorobanCredentialsType;
    entry.credentials = xdr::SorobanCredentials{arm<Type::address>, credentials};
    CHECK(authorization_hash(testnet, entry) == preimage(9, invocation));
    entry.credentials = xdr::SorobanCredentials{arm<Type::address_v2>, credentials};
    CHECK(authorization_hash(testnet, entry) == preimage(10, address + invocation));
    entry.credentials = xdr::SorobanCredentials{arm<Type::address_with_delegates>, credentials};
    CHECK(authorization_hash(testnet, entry) == preimage(10, address + invocation));

    entry.credentials = xdr::SorobanCredentials{arm<Type::source_account>};
    const auto none = authorization_hash(testnet, entry);
    REQUIRE(!none.has_value());
    CHECK(none.error().code == "authorization.source_account");
}

TEST_CASE("what cannot be encoded has no hash, and the error says where it is wrong") {
    xdr::Transaction tx;
    tx.memo = xdr::Memo{arm<xdr::MemoType::text>, std::string(29, 'x')};
    const auto hash = transaction_hash(testnet, tx);
    REQUIRE(!hash.has_value());
    CHECK(hash.error().code == "xdr.invalid");
    REQUIRE(!hash.error().fields.empty());
    CHECK(hash.error().fields[0].field.ends_with("memo.text"));
}
