// Signatures: the very bytes that others made with the same keys, and whose they are.
#include "engine/kernel/encoding.hpp"
#include "stellar/keys/local_signer.hpp"
#include "stellar/keys/network_id.hpp"
#include "stellar/tx/hashes.hpp"
#include "stellar/tx/signing.hpp"
#include "stellar/xdr/sep51.hpp"
#include "tests/stellar/vectors.hpp"
#include "tests/support/property.hpp"
#include "tests/support/test_entropy.hpp"

#include <array>
#include <deque>

using namespace ledger;
using namespace ledger::stellar;
using xdr::arm;
using xdr::EnvelopeType;
using xdr::SignerKeyType;

namespace {

const Hash testnet = network_id(testnet_passphrase);

using Signers = std::deque<LocalSigner>;

std::vector<const Signer*> pointers_to(const Signers& signers) {
    std::vector<const Signer*> pointers;
    for (const LocalSigner& signer : signers) pointers.push_back(&signer);
    return pointers;
}

void add_seed(Signers& signers, std::string_view text) {
    auto pair = KeyPair::from_text(text);
    REQUIRE(pair.has_value());
    signers.emplace_back(std::move(*pair));
}

/// Of a list of seeds, or of objects with a seed each.
Signers signers_of(std::string_view list) {
    Signers signers;
    const auto read = json::read(list, [&](json::Value& root) {
        root.for_each_element([&](json::Value& row) {
            if (row.kind() == json::Kind::object)
                return add_seed(signers, vector_of(row).at("secret_seed"));
            std::string_view seed;
            REQUIRE(row.read_string(seed));
            add_seed(signers, seed);
        });
    });
    REQUIRE(read.has_value());
    return signers;
}

LocalSigner any_signer(std::uint64_t seed) {
    test::TestEntropy entropy{seed};
    return LocalSigner{KeyPair::generate(entropy)};
}

Hash key_of(const Signer& signer) { return {.bytes = signer.public_key()}; }

xdr::SignerKey payload_key(const Signer& signer, std::string payload) {
    return xdr::SignerKey{arm<SignerKeyType::ed25519_signed_payload>, key_of(signer),
                          xdr::VarOpaque<64>{std::move(payload)}};
}

/// A signer that cannot be reached.
class AwaySigner final : public Signer {
public:
    const Ed25519Key& public_key() const override { return key_; }
    Result<Ed25519Signature> sign(std::string_view) const override {
        return fail(ErrorKind::unavailable, "signer.unavailable", "no answer");
    }

private:
    Ed25519Key key_{};
};

}  // namespace

TEST_CASE("the keys of an envelope sign it with the very bytes that others made") {
    const std::size_t count = for_each_vector("stellar-dev.json", "vectors", [](const Vector& row) {
        CAPTURE(row.at("id"));
        const std::string bytes = from_base64(row.at("envelope_xdr")).value_or("");
        const auto envelope = xdr::from_json<xdr::TransactionEnvelope>(row.at("content_sep51"));
        REQUIRE(envelope.has_value());
        const Hash network = network_id(row.at("network_passphrase"));

        xdr::TransactionEnvelope unsigned_one = *envelope;
        signatures_of(unsigned_one).clear();
        if (auto* fee_bump = unsigned_one.get_if<EnvelopeType::tx_fee_bump>()) {
            xdr::TransactionEnvelope inner{arm<EnvelopeType::tx>,
                                           fee_bump->tx.inner_tx.get_if<EnvelopeType::tx>()->tx};
            const Signers inner_signers = signers_of(row.at("inner_signers"));
            REQUIRE(sign(inner, network, pointers_to(inner_signers)).has_value());
            CHECK(signatures_of(inner) ==
                  fee_bump->tx.inner_tx.get_if<EnvelopeType::tx>()->signatures);
        }
        const Signers signers = signers_of(row.at("signers"));
        REQUIRE(sign(unsigned_one, network, pointers_to(signers)).has_value());
        CHECK(unsigned_one == *envelope);
        CHECK(xdr::encode(unsigned_one) == bytes);
    });
    CHECK(count == 15);
}

TEST_CASE("a signature is its signer's for this hash alone, and only with the right hint") {
    CHECK(holds([](std::uint64_t seed, const std::string& message) {
        const LocalSigner signer = any_signer(seed);
        const LocalSigner other = any_signer(seed + 1);
        const Hash hash = sha256(message);
        const xdr::SignerKey key{arm<SignerKeyType::ed25519>, key_of(signer)};
        const auto signature = signature_by(signer, hash).value();
        RC_ASSERT(is_signed_by(key, signature, hash));
        RC_ASSERT(!is_signed_by(key, signature, sha256(message + "!")));
        RC_ASSERT(!is_signed_by(xdr::SignerKey{arm<SignerKeyType::ed25519>, key_of(other)},
                                signature, hash));
        RC_ASSERT(!is_signed_by(xdr::SignerKey{arm<SignerKeyType::hash_x>, key_of(signer)},
                                signature, hash));
        RC_ASSERT(
            !is_signed_by(xdr::SignerKey{arm<SignerKeyType::pre_auth_tx>, hash}, signature, hash));

        auto changed = signature;
        const auto at = *rc::gen::inRange<std::size_t>(0, changed.signature.bytes.size());
        changed.signature.bytes[at] = static_cast<char>(changed.signature.bytes[at] ^ 1);
        RC_ASSERT(!is_signed_by(key, changed, hash));
        changed = signature;
        changed.hint.bytes[*rc::gen::inRange<std::size_t>(0, 4)] ^= 1;
        RC_ASSERT(!is_signed_by(key, changed, hash));
        changed = signature;
        changed.signature.bytes.pop_back();
        RC_ASSERT(!is_signed_by(key, changed, hash));
    }));
}

TEST_CASE("whoever shows x has signed for hash(x), whatever the transaction is") {
    CHECK(holds([](const std::string& message) {
        const Hash hash = sha256(message);
        const auto size = *rc::gen::inRange<std::size_t>(0, 65);
        const auto x = *rc::gen::container<std::string>(size, rc::gen::arbitrary<char>());
        const auto signature = signature_by_preimage(x).value();
        const xdr::SignerKey key{arm<SignerKeyType::hash_x>, sha256(x)};
        RC_ASSERT(signature.signature.bytes == x);
        RC_ASSERT(is_signed_by(key, signature, hash));
        RC_ASSERT(!is_signed_by(xdr::SignerKey{arm<SignerKeyType::hash_x>, sha256(x + "x")},
                                signature, hash));
    }));
    const auto refused = signature_by_preimage(std::string(65, 'x'));
    REQUIRE(!refused.has_value());
    CHECK(refused.error().code == "signature.invalid");
}

TEST_CASE("a payload is signed as it is, for the key that names it and no other") {
    CHECK(holds([](std::uint64_t seed, const std::string& message) {
        const Hash hash = sha256(message);
        const LocalSigner signer = any_signer(seed);
        const auto size = *rc::gen::inRange<std::size_t>(1, 65);
        const auto payload = *rc::gen::container<std::string>(size, rc::gen::arbitrary<char>());
        const auto signature = signature_over_payload(signer, payload).value();
        RC_ASSERT(is_signed_by(payload_key(signer, payload), signature, hash));
        RC_ASSERT(!is_signed_by(payload_key(signer, payload + '\1'), signature, hash));
        RC_ASSERT(!is_signed_by(xdr::SignerKey{arm<SignerKeyType::ed25519>, key_of(signer)},
                                signature, hash));
    }));
    const LocalSigner signer = any_signer(1);
    for (const std::size_t size : {0U, 65U}) {
        const auto refused = signature_over_payload(signer, std::string(size, 'x'));
        REQUIRE(!refused.has_value());
        CHECK(refused.error().code == "signature.invalid");
    }
}

TEST_CASE("a transaction authorized in advance is told by its hash") {
    const Hash hash = sha256("a transaction");
    CHECK(is_pre_authorized_by(xdr::SignerKey{arm<SignerKeyType::pre_auth_tx>, hash}, hash));
    CHECK(!is_pre_authorized_by(xdr::SignerKey{arm<SignerKeyType::pre_auth_tx>, testnet}, hash));
    CHECK(!is_pre_authorized_by(xdr::SignerKey{arm<SignerKeyType::hash_x>, hash}, hash));
}

TEST_CASE("of several signers the one that signed is found, whatever kind it is of") {
    const Hash hash = sha256("a transaction");
    const LocalSigner first = any_signer(1);
    const LocalSigner second = any_signer(2);
    const std::array keys{
        xdr::SignerKey{arm<SignerKeyType::pre_auth_tx>, hash},
        xdr::SignerKey{arm<SignerKeyType::ed25519>, key_of(first)},
        payload_key(first, "payload"),
        xdr::SignerKey{arm<SignerKeyType::hash_x>, sha256("x")},
        xdr::SignerKey{arm<SignerKeyType::ed25519>, key_of(second)},
    };
    CHECK(signer_of(signature_by(second, hash).value(), hash, keys) == 4);
    CHECK(signer_of(signature_by(first, hash).value(), hash, keys) == 1);
    CHECK(signer_of(signature_over_payload(first, "payload").value(), hash, keys) == 2);
    CHECK(signer_of(signature_by_preimage("x").value(), hash, keys) == 3);
    CHECK(!signer_of(signature_by_preimage("y").value(), hash, keys).has_value());
    CHECK(!signer_of(signature_by(any_signer(3), hash).value(), hash, keys).has_value());
}

TEST_CASE("an envelope takes twenty signatures, and all of a call or none") {
    const LocalSigner signer = any_signer(1);
    const AwaySigner away;
    xdr::TransactionEnvelope envelope{arm<EnvelopeType::tx>};
    const std::vector<const Signer*> unreachable{&signer, &away};
    const auto failed = sign(envelope, testnet, unreachable);
    REQUIRE(!failed.has_value());
    CHECK(failed.error().code == "signer.unavailable");
    CHECK(signatures_of(envelope).empty());

    const std::vector<const Signer*> nineteen(19, &signer);
    REQUIRE(sign(envelope, testnet, nineteen).has_value());
    const std::array two{signature_by_preimage("x").value(), signature_by_preimage("y").value()};
    const auto too_many = add_signatures(envelope, two);
    REQUIRE(!too_many.has_value());
    CHECK(too_many.error().code == "signature.too_many");
    CHECK(signatures_of(envelope).size() == 19);
    CHECK(add_signatures(envelope, std::span{two}.first(1)).has_value());
    CHECK(signatures_of(envelope).back() == two[0]);
}
