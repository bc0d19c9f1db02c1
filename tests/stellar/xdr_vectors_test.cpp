// Envelopes and results of other implementations: bytes, JSON and hashes.
#include "engine/kernel/encoding.hpp"
#include "engine/log/sha256.hpp"
#include "stellar/xdr/registry.hpp"
#include "stellar/xdr/sep51.hpp"
#include "stellar/xdr/transaction_results.hpp"
#include "stellar/xdr/transactions.hpp"
#include "tests/stellar/vectors.hpp"

using namespace ledger;
using namespace ledger::stellar;
using namespace ledger::stellar::xdr;

namespace {

std::string bytes_of(const Vector& row, const std::string& member) {
    return from_base64(row.at(member)).value_or("");
}

/// What signers sign: the network and the transaction with its kind.
TransactionSignaturePayload payload_of(const TransactionEnvelope& envelope, const Hash& network) {
    using Tagged = TransactionSignaturePayloadTaggedTransaction;
    if (const auto* v1 = envelope.get_if<EnvelopeType::tx>())
        return {network, Tagged{arm<EnvelopeType::tx>, v1->tx}};
    const auto* fee_bump = envelope.get_if<EnvelopeType::tx_fee_bump>();
    REQUIRE(fee_bump != nullptr);
    return {network, Tagged{arm<EnvelopeType::tx_fee_bump>, fee_bump->tx}};
}

}  // namespace

TEST_CASE("envelopes of other implementations have the bytes, the JSON and the hash they say") {
    Sha256 sha256;
    const std::size_t count =
        for_each_vector("stellar-dev.json", "vectors", [&](const Vector& row) {
            CAPTURE(row.at("id"));
            const std::string bytes = bytes_of(row, "envelope_xdr");
            const std::string json = compact(row.at("content_sep51"));
            const auto envelope = decode<TransactionEnvelope>(bytes);
            REQUIRE(envelope.has_value());
            CHECK(encode(*envelope) == bytes);
            CHECK(to_json(*envelope) == json);
            CHECK(from_json<TransactionEnvelope>(json) == *envelope);

            const Hash network = hash_from_hex(row.at("network_id_hex")).value_or(Hash{});
            CHECK(sha256({row.at("network_passphrase")}) == network);
            const auto payload = encode(payload_of(*envelope, network));
            REQUIRE(payload.has_value());
            CHECK(*payload == bytes_of(row, "signature_base_sha256_preimage_b64"));
            CHECK(to_hex(sha256({*payload})) == row.at("hash_hex"));
        });
    CHECK(count == 15);
}

TEST_CASE("results of all kinds have the bytes and the JSON that others give them") {
    const std::size_t count =
        for_each_vector("stellar-results.json", "vectors", [](const Vector& row) {
            CAPTURE(row.at("id"));
            const std::string bytes = bytes_of(row, "result_xdr");
            const std::string json = compact(row.at("content_sep51"));
            const auto result = decode<TransactionResult>(bytes);
            REQUIRE(result.has_value());
            CHECK(encode(*result) == bytes);
            CHECK(to_json(*result) == json);
            CHECK(from_json<TransactionResult>(json) == *result);
        });
    CHECK(count == 131);
}

TEST_CASE("bytes that a strict decoder must refuse are refused, with path and rule") {
    const std::size_t count =
        for_each_vector("stellar-xdr-reject.json", "vectors", [](const Vector& row) {
            CAPTURE(row.at("reason"));
            const auto entry = find_type(row.at("type"));
            REQUIRE(entry.has_value());
            const AnyValue value = make_value(*entry);
            const auto decoded =
                decode_into(entry->type(), entry->name, bytes_of(row, "xdr"), value.get());
            REQUIRE(!decoded.has_value());
            CHECK(decoded.error().kind == ErrorKind::validation);
            REQUIRE(decoded.error().fields.size() == 1);
            CHECK(decoded.error().fields[0].field.starts_with(entry->name));
            CHECK(!decoded.error().fields[0].rule.empty());
        });
    CHECK(count == 9);
}
