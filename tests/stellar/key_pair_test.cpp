// Keys: RFC 8032's own vectors, their texts, and the memory that they stand in.
#include "stellar/keys/key_pair.hpp"

#include "engine/kernel/encoding.hpp"
#include "stellar/keys/local_signer.hpp"
#include "stellar/keys/network_id.hpp"
#include "tests/support/property.hpp"
#include "tests/support/test_entropy.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <type_traits>

using namespace ledger;
using namespace ledger::stellar;

static_assert(!std::is_copy_constructible_v<LockedBytes>);
static_assert(!std::is_copy_constructible_v<KeyPair>);
static_assert(!std::is_convertible_v<LockedBytes, std::string_view>);
static_assert(!fmt::is_formattable<KeyPair>::value);

namespace {

/// RFC 8032, section 7.1.
struct SignedVector {
    std::string_view seed;
    std::string_view public_key;
    std::string_view message;
    std::string_view signature;
};
constexpr SignedVector rfc_8032[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b"
     "46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11"
     "d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc"
     "6594a7c15e9716ed28dc027beceea1ec40a"},
    {"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
     "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3fee"
     "bbd454d4423643ce80e2a9ac94fa54ca49f",
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e"
     "0303dca179c138ac17ad9bef1177331a704"},
};

std::string bytes_of(std::string_view hex) { return from_hex(hex).value_or(""); }

std::string hex_of(const Ed25519Signature& signature) {
    std::string bytes;
    put_bytes(bytes, signature);
    return to_hex(bytes);
}

KeyPair any_pair(std::uint64_t seed) {
    test::TestEntropy entropy{seed};
    return KeyPair::generate(entropy);
}

}  // namespace

TEST_CASE("keys and signatures are those of RFC 8032") {
    for (const SignedVector& vector : rfc_8032) {
        CAPTURE(vector.public_key);
        const KeyPair pair = KeyPair::from_seed(bytes_of(vector.seed));
        CHECK(to_hex(as_view(pair.public_key())) == vector.public_key);
        const Ed25519Signature signature = pair.sign(bytes_of(vector.message));
        CHECK(hex_of(signature) == vector.signature);
        CHECK(is_signed(pair.public_key(), bytes_of(vector.message), signature));
    }
}

TEST_CASE("one changed bit of key, message or signature, and nothing is signed") {
    CHECK(holds([](const std::string& text) {
        const KeyPair pair = any_pair(*rc::gen::arbitrary<std::uint64_t>());
        const LocalSigner signer{KeyPair::from_seed(pair.reveal_seed())};
        std::string message = text + "x";
        Ed25519Key key = signer.public_key();
        RC_ASSERT(key == pair.public_key());
        Ed25519Signature signature = signer.sign(message).value();
        RC_ASSERT(is_signed(key, message, signature));

        const auto bit = *rc::gen::inRange<std::size_t>(0, 8);
        const auto flipped = static_cast<std::uint8_t>(1U << bit);
        const auto flip = [&](auto& bytes) {
            auto& byte = bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())];
            byte = static_cast<std::remove_reference_t<decltype(byte)>>(byte ^ flipped);
        };
        switch (*rc::gen::inRange(0, 3)) {
            case 0: flip(key); break;
            case 1: flip(message); break;
            default: flip(signature); break;
        }
        RC_ASSERT(!is_signed(key, message, signature));
    }));
}

TEST_CASE("the point of small order, which would verify anything, verifies nothing") {
    CHECK(!is_signed(Ed25519Key{1}, "message", Ed25519Signature{1}));
}

TEST_CASE("a key pair has the texts of its network, and is made of them again") {
    const KeyPair root = root_key_pair(network_id(standalone_passphrase));
    CHECK(account_text(root.public_key()) ==
          "GBZXN7PIRZGNMHGA7MUUUF4GWPY5AYPV6LY4UV2GL6VJGIQRXFDNMADI");
    CHECK(root.seed_text().reveal() == "SC5O7VZUXDJ6JBDSZ74DSERXL7W3Y5LTOAMRF7RQRL3TAGAPS7LUVG3L");
    CHECK(holds([](std::uint64_t seed) {
        const KeyPair pair = any_pair(seed);
        const auto again = KeyPair::from_text(pair.seed_text().reveal());
        RC_ASSERT(again.has_value());
        RC_ASSERT(again->public_key() == pair.public_key());
        RC_ASSERT(again->reveal_seed() == pair.reveal_seed());
        const std::string text = account_text(pair.public_key());
        RC_ASSERT(key_from_account_text(text).value() == pair.public_key());
        RC_ASSERT(!KeyPair::from_text(text));
    }));
}

TEST_CASE("a seed that is mistyped is refused without being shown") {
    std::string text{any_pair(1).seed_text().reveal()};
    text[20] = text[20] == 'A' ? 'B' : 'A';
    const auto pair = KeyPair::from_text(text);
    REQUIRE(!pair.has_value());
    CHECK(pair.error().code == "strkey.invalid");
    CHECK(pair.error().message.find(text.substr(0, 8)) == std::string::npos);
}

TEST_CASE("network ids are hashes of passphrases; each network has a root of its own") {
    CHECK(to_hex(network_id(public_passphrase)) ==
          "7ac33997544e3175d266bd022439b22cdb16508c01163f26e5cb2a3e1045a979");
    CHECK(to_hex(network_id(testnet_passphrase)) ==
          "cee0302d59844d32bdca915c8203dd44b33fbb7edc19051ea37abedf28ecd472");
    const auto root = [](std::string_view passphrase) {
        return account_text(root_key_pair(network_id(passphrase)).public_key());
    };
    CHECK(root(public_passphrase) == "GAAZI4TCR3TY5OJHCTJC2A4QSY6CJWJH5IAJTGKIN2ER7LBNVKOCCWN7");
    CHECK(root(testnet_passphrase) == "GBRPYHIL2CI3FNQ4BXLFMNDLFJUNPU2HY3ZMFSHONUCEOASW7QC7OX2H");
    CHECK(root(futurenet_passphrase) != root(testnet_passphrase));
}

TEST_CASE("locked bytes print as stars, and leave nothing behind when they move") {
    LockedBytes from = LockedBytes::copy_of("hunter2");
    CHECK(fmt::format("key={}", from) == "key=***");
    CHECK(from.reveal() == "hunter2");
    LockedBytes to{3};
    CHECK(to.reveal() == std::string_view("\0\0\0", 3));
    to = std::move(from);
    CHECK(to.reveal() == "hunter2");
    CHECK(to.size() == 7);
    CHECK(from.reveal().empty());  // NOLINT(bugprone-use-after-move): that is what is tested.
    const LockedBytes last{std::move(to)};
    CHECK(last.reveal() == "hunter2");
    CHECK(to.size() == 0);  // NOLINT(bugprone-use-after-move): that is what is tested.
    CHECK(LockedBytes{}.reveal().empty());
    CHECK(LockedBytes::copy_of("").reveal().empty());
}
