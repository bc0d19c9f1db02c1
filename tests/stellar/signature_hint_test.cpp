// Hints: the end of what signs.
#include "stellar/keys/signature_hint.hpp"

#include "engine/kernel/encoding.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::stellar;

namespace {

std::string hex_of(const SignatureHint& hint) {
    std::string bytes;
    put_bytes(bytes, hint);
    return to_hex(bytes);
}

/// Ends in 1c1d1e1f.
Ed25519Key counted_key() {
    Ed25519Key key{};
    for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i);
    return key;
}

}  // namespace

TEST_CASE("a key's hint is its end, and so is a hash's") {
    CHECK(hex_of(key_hint(counted_key())) == "1c1d1e1f");
    CHECK(hex_of(hash_x_hint(Hash{.bytes = counted_key()})) == "1c1d1e1f");
}

TEST_CASE("a signed payload's end is woven into the key's, a short one with zeros after it") {
    const Ed25519Key key = counted_key();
    const auto hint = [&](std::string_view payload) {
        return hex_of(signed_payload_hint(key, payload));
    };
    CHECK(hint("\xFF") == "e31d1e1f");
    CHECK(hint("\x01\x02\x03") == "1d1f1d1f");
    CHECK(hint("\x01\x02\x03\x04") == "1d1f1d1b");
    CHECK(hint("ignored\x01\x02\x03\x04") == "1d1f1d1b");
    CHECK(hint("ignored\x1c\x1d\x1e\x1f") == "00000000");
}

TEST_CASE("each kind of signer has its hint by its strkey; pre-authorized ones sign nothing") {
    CHECK(holds([] {
        const auto byte = rc::gen::arbitrary<char>();
        const std::string bytes =
            *rc::gen::container<std::string>(std::tuple_size_v<Ed25519Key>, byte);
        const auto size = *rc::gen::inRange<std::size_t>(1, 65);
        const std::string payload = *rc::gen::container<std::string>(size, byte);
        const auto key = ByteReader{bytes}.take_array<32>();
        RC_ASSERT(signer_hint({StrkeyKind::account, bytes}) == key_hint(key));
        RC_ASSERT(signer_hint({StrkeyKind::hash_x, bytes}) == hash_x_hint(Hash{.bytes = key}));

        std::string signed_payload = bytes;
        put_big_endian(signed_payload, static_cast<std::uint32_t>(size));
        signed_payload += payload + std::string((4 - size % 4) % 4, '\0');
        RC_ASSERT(is_strkey_payload(StrkeyKind::signed_payload, signed_payload));
        RC_ASSERT(signer_hint({StrkeyKind::signed_payload, signed_payload}) ==
                  signed_payload_hint(key, payload));
        RC_ASSERT(!signer_hint({StrkeyKind::pre_auth_transaction, bytes}));
        RC_ASSERT(!signer_hint({StrkeyKind::secret_seed, bytes}));
    }));
}
