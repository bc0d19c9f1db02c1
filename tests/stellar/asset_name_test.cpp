// SEP-11 as text, and SEP-29 as a rule.
#include "stellar/keys/asset_name.hpp"

#include "stellar/keys/key_pair.hpp"
#include "stellar/keys/memo_rule.hpp"
#include "tests/support/property.hpp"
#include "tests/support/test_entropy.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace ledger;
using namespace ledger::stellar;

namespace {

constexpr std::string_view issuer = "GBZXN7PIRZGNMHGA7MUUUF4GWPY5AYPV6LY4UV2GL6VJGIQRXFDNMADI";

std::string issued(std::string_view code) { return std::string{code} + ":" + std::string{issuer}; }

}  // namespace

TEST_CASE("assets are read and written by their canonical names") {
    const auto native = asset_from_text("native");
    REQUIRE(native.has_value());
    CHECK(!native->issued.has_value());
    CHECK(to_text(*native) == "native");
    for (const std::string_view code : {"USDC", "NOCIQ", "a", "ABCDEFGHIJ12", "native", "0"}) {
        CAPTURE(code);
        const auto asset = asset_from_text(issued(code));
        REQUIRE(asset.has_value());
        REQUIRE(asset->issued.has_value());
        CHECK(asset->issued->code == code);
        CHECK(account_text(asset->issued->issuer) == issuer);
        CHECK(to_text(*asset) == issued(code));
    }
}

TEST_CASE("whatever is no asset is refused by the rule that it breaks") {
    struct Refused {
        std::string text;
        std::string_view rule;
    };
    const std::string muxed =
        "MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVAAAAAAAAAAAAAJLK";
    const Refused refused[] = {
        {"", "neither"},
        {"XLM", "neither"},
        {"Native", "neither"},
        {"native ", "neither"},
        {issued(""), "its code"},
        {issued("ABCDEFGHIJ123"), "its code"},
        {issued("US-C"), "its code"},
        {issued("USD\xC3\x87"), "its code"},
        {issued(std::string_view{"US\0", 3}), "its code"},
        {" " + issued("USDC"), "its code"},
        {issued("USDC") + " ", "its issuer"},
        {"USDC:", "its issuer"},
        {"USDC:" + std::string{issuer.substr(0, 55)}, "its issuer"},
        {"USDC:" + muxed, "its issuer"},
        {"USDC::" + std::string{issuer}, "its issuer"},
    };
    for (const Refused& row : refused) {
        CAPTURE(row.text);
        const auto asset = asset_from_text(row.text);
        REQUIRE(!asset.has_value());
        CHECK(asset.error().kind == ErrorKind::validation);
        CHECK(asset.error().code == "asset.invalid");
        CHECK(asset.error().message.find(row.rule) != std::string::npos);
    }
    CHECK(!to_text(AssetName{IssuedAsset{.code = "TOO-SHORT-A", .issuer = {}}}).has_value());
}

TEST_CASE("each asset has one name, and each name one asset") {
    CHECK(holds([](std::uint64_t seed) {
        test::TestEntropy entropy{seed};
        const auto letter = rc::gen::element('A', 'Z', 'a', 'z', '0', '9', 'Q');
        const auto size = *rc::gen::inRange<std::size_t>(1, 13);
        const IssuedAsset asset{.code = *rc::gen::container<std::string>(size, letter),
                                .issuer = KeyPair::generate(entropy).public_key()};
        const std::string text = to_text(AssetName{asset}).value();
        RC_ASSERT(asset_from_text(text).value().issued == asset);
        const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
        std::string other = text;
        other[at] = *rc::gen::arbitrary<char>();
        const auto read = asset_from_text(other);
        if (read) RC_ASSERT(to_text(*read).value() == other);
    }));
}

TEST_CASE("a transaction without memo may not pay an account that wants one") {
    const Destination wants{.transfer = Transfer::payment, .memo_required = "1"};
    for (const Transfer transfer : {Transfer::payment, Transfer::path_payment_strict_receive,
                                    Transfer::path_payment_strict_send, Transfer::account_merge}) {
        CHECK(wants_memo({.transfer = transfer, .memo_required = "1"}));
        CHECK(!wants_memo({.transfer = transfer, .is_muxed = true, .memo_required = "1"}));
        CHECK(!wants_memo({.transfer = transfer}));
    }
    CHECK(!wants_memo({.transfer = Transfer::other, .memo_required = "1"}));
    for (const std::string_view value : {"", "0", "11", "true", "MQ=="})
        CHECK(!wants_memo({.transfer = Transfer::payment, .memo_required = std::string{value}}));

    const std::array destinations{Destination{}, wants, wants};
    CHECK(first_without_memo(destinations, false) == 1);
    CHECK(!first_without_memo(destinations, true).has_value());
    CHECK(!first_without_memo(std::array{Destination{}}, false).has_value());
    CHECK(!first_without_memo({}, false).has_value());
}
