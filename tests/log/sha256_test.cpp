// SHA-256 and HMAC against the examples of FIPS 180-4 and RFC 4231.
#include "engine/log/sha256.hpp"

#include "engine/kernel/encoding.hpp"

#include <doctest/doctest.h>

#include <string_view>
#include <utility>

using namespace ledger;

TEST_CASE("sha256 gives the published digests, again and again from one object") {
    Sha256 sha256;
    for (int round = 0; round < 2; ++round) {
        CHECK(to_hex(sha256({})) ==
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        CHECK(to_hex(sha256({"abc"})) ==
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        CHECK(to_hex(sha256({std::string(1'000'000, 'a')})) ==
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }
}

TEST_CASE("sha256 of parts is sha256 of their concatenation") {
    Sha256 sha256;
    CHECK(sha256({"a", "", "bc"}) == sha256({"abc"}));
    CHECK(sha256({"ab", "d"}) != sha256({"abc"}));
}

TEST_CASE("sha256 in pieces is sha256 of the whole, and a finish begins anew") {
    Sha256 sha256;
    for (int round = 0; round < 2; ++round) {
        sha256.update("a");
        sha256.update("");
        sha256.update("bc");
        CHECK(sha256.finish() == sha256({"abc"}));
    }
    CHECK(sha256.finish() == sha256({}));
    Sha256 moved{std::move(sha256)};
    CHECK(moved({"abc"}) == Sha256{}({"abc"}));
}

TEST_CASE("hmac gives the published codes") {
    CHECK(to_hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CHECK(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(to_hex(hmac_sha256("", "")) ==
          "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("a key that is set once codes message after message") {
    for (const std::string_view key : {"", "Jefe",
                                       "a key of more than a block's sixty-four bytes, "
                                       "which is hashed first, as the RFC says"}) {
        HmacSha256 hmac{key};
        for (const std::string_view message : {"what do ya want for nothing?", "", "Hi There"})
            CHECK(hmac(message) == hmac_sha256(key, message));
        HmacSha256 moved{std::move(hmac)};
        CHECK(moved("again") == hmac_sha256(key, "again"));
    }
}
