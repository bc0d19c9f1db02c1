#include "stellar/keys/derived_key.hpp"

#include "engine/kernel/encoding.hpp"
#include "stellar/keys/network_id.hpp"

#include <doctest/doctest.h>

#include <string>

namespace ledger::stellar {
namespace {

TEST_CASE("a derived key is that of RFC 5869, as another implementation computes it") {
    const std::string seed(32, '\0');
    const KeyPair pair =
        derived_key_pair(seed, network_id("NOCIQ Sandbox ; one"), "nociq sandbox pool");
    CHECK_EQ(to_hex(pair.reveal_seed()),
             "bab1fcaaa8cc215f7e51ac01a03aafc6d5ff2790f272bb34875ba72442e037d9");
}

TEST_CASE("seed, network and name each make another key") {
    const Hash network = network_id("one");
    const Ed25519Key key = derived_key_pair("seed", network, "name").public_key();
    CHECK_EQ(derived_key_pair("seed", network, "name").public_key(), key);
    CHECK_NE(derived_key_pair("other", network, "name").public_key(), key);
    CHECK_NE(derived_key_pair("seed", network_id("two"), "name").public_key(), key);
    CHECK_NE(derived_key_pair("seed", network, "other").public_key(), key);
}

}  // namespace
}  // namespace ledger::stellar
