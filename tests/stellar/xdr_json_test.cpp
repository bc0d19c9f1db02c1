// SEP-51: its special texts, what a reader forgives, and what it refuses.
#include "engine/kernel/encoding.hpp"
#include "stellar/xdr/escaped_text.hpp"
#include "stellar/xdr/sep51.hpp"
#include "stellar/xdr/transactions.hpp"
#include "stellar/xdr/wide_integer.hpp"
#include "tests/support/property.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::stellar::xdr;
using namespace std::string_literals;

namespace {

/// "rule at path" of the error that reading ends with; "read" when it does not.
template <class T>
std::string refusal(std::string_view text, const Limits& limits = {}) {
    const auto value = from_json<T>(text, limits);
    if (value) return "read";
    REQUIRE(value.error().fields.size() == 1);
    CHECK(value.error().code == "xdr.invalid");
    return value.error().fields[0].rule + " at " + value.error().fields[0].field;
}

/// What is written of what was read.
template <class T>
std::string rewritten(std::string_view text) {
    const auto value = from_json<T>(text);
    if (!value) return value.error().message;
    return to_json(*value).value_or("");
}

constexpr std::string_view account =
    R"("GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHF")";

}  // namespace

TEST_CASE("strings are ASCII with escapes, both ways") {
    CHECK(to_escaped("hello\xC3world\0"s) == R"(hello\xc3world\0)");
    CHECK(to_escaped("\t\n\r\\\x7F\x1F ~\"") == R"(\t\n\r\\\x7f\x1f ~")");
    CHECK(from_escaped(R"(a\x41\xFf\0\t\n\r\\)") == "aA\xFF\0\t\n\r\\"s);
    for (const std::string_view text :
         {"\\", "\\x", "\\x1", "\\xgg", "\\u0041", "\\T", "\xC3\xA9", "\x7F", "tab\t"}) {
        CAPTURE(text);
        CHECK(!from_escaped(text));
    }
    CHECK(holds([](const std::string& bytes) {
        RC_ASSERT(from_escaped(to_escaped(bytes)).value_or("?") == bytes);
    }));
}

TEST_CASE("wide integers are decimals") {
    const std::string least = "\x80"s + std::string(15, '\0');
    const std::string most = "\x7F"s + std::string(15, '\xFF');
    CHECK(to_decimal(least, true) == "-170141183460469231731687303715884105728");
    CHECK(to_decimal(most, true) == "170141183460469231731687303715884105727");
    CHECK(to_decimal(std::string(16, '\xFF'), false) == "340282366920938463463374607431768211455");
    CHECK(to_decimal(std::string(16, '\0'), true) == "0");
    CHECK(to_decimal(std::string(32, '\xFF'), true) == "-1");
    CHECK(from_decimal("-170141183460469231731687303715884105728", 16, true) == least);
    for (const std::string_view text :
         {"", "-", "-0", "+1", "01", "1 ", "0x1", "1e2", "-170141183460469231731687303715884105729",
          "170141183460469231731687303715884105728",
          "999999999999999999999999999999999999999999"}) {
        CAPTURE(text);
        CHECK(!from_decimal(text, 16, true));
    }
    CHECK(!from_decimal("-1", 16, false));
    CHECK(!from_decimal("340282366920938463463374607431768211456", 16, false));
    CHECK(holds([] {
        const auto size = *rc::gen::element<std::size_t>(16, 32);
        const auto bytes = *rc::gen::container<std::string>(size, rc::gen::arbitrary<char>());
        const bool is_signed = *rc::gen::arbitrary<bool>();
        const std::string text = to_decimal(bytes, is_signed);
        RC_ASSERT(from_decimal(text, size, is_signed).value_or("") == bytes);
    }));
}

TEST_CASE("an asset code is its text, and long codes have five characters at least") {
    CHECK(rewritten<AssetCode>(R"("ABC")") == R"("ABC")");
    CHECK(rewritten<AssetCode>(R"("ABCDE")") == R"("ABCDE")");
    CHECK(rewritten<AssetCode12>(R"("ABC\\0\\0")") == R"("ABC\\0\\0")");
    CHECK(refusal<AssetCode12>(R"("ABC")") == "asset_code at AssetCode12");
    CHECK(refusal<AssetCode4>(R"("ABCDE")") == "asset_code at AssetCode4");
    CHECK(refusal<AssetCode>(R"("ABCDEFGHIJKLM")") == "asset_code at AssetCode");
    CHECK(refusal<AssetCode>(R"("é")") == "asset_code at AssetCode");
    CHECK(from_json<AssetCode>(R"("ABCD")")->type() == AssetType::credit_alphanum4);
    CHECK(from_json<AssetCode>(R"("ABCDE")")->type() == AssetType::credit_alphanum12);
}

TEST_CASE("an address is a strkey of one of the kinds that may stand there") {
    CHECK(rewritten<AccountId>(account) == account);
    CHECK(rewritten<MuxedAccount>(account) == account);
    CHECK(rewritten<ScAddress>(account) == account);
    const std::string contract = "\"CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD2KM\"";
    CHECK(rewritten<ScAddress>(contract) == contract);
    CHECK(refusal<AccountId>(contract) == "strkey at PublicKey");
    CHECK(refusal<ContractId>(account) == "strkey at ContractId");
    CHECK(refusal<ScAddress>(R"("GAAA")") == "strkey at ScAddress");
    CHECK(refusal<ScAddress>("7") == "type at ScAddress");
}

TEST_CASE("a signed payload that is empty has no strkey, and so no JSON") {
    SignerKey key{arm<SignerKeyType::ed25519_signed_payload>,
                  SignerKeyEd25519SignedPayload{Hash{}, {"p"}}};
    CHECK(to_json(key).has_value());
    key.get_if<SignerKeyType::ed25519_signed_payload>()->payload.bytes.clear();
    const auto text = to_json(key);
    REQUIRE(!text.has_value());
    CHECK(text.error().fields.at(0).rule == "strkey");
}

TEST_CASE("what SEP-51 lets a writer leave open is read") {
    CHECK(rewritten<Price>(R"( { "d" : 2 , "n" : 1 } )") == R"({"n":1,"d":2})");
    CHECK(rewritten<Price>(R"({"$schema":"https://x","n":1,"d":2})") == R"({"n":1,"d":2})");
    CHECK(rewritten<Memo>(R"({"$schema":{"a":[]},"id":"7"})") == R"({"id":"7"})");
    CHECK(rewritten<Memo>(R"({"id":7})") == R"({"id":"7"})");
    CHECK(rewritten<Memo>(R"({"id":18446744073709551615})") == R"({"id":"18446744073709551615"})");
    CHECK(rewritten<SetOptionsOp>("{}") ==
          R"({"inflation_dest":null,"clear_flags":null,"set_flags":null,"master_weight":null,)"
          R"("low_threshold":null,"med_threshold":null,"high_threshold":null,"home_domain":null,)"
          R"("signer":null})");
    CHECK(rewritten<DecoratedSignature>(R"({"hint":"AABBccdd","signature":""})") ==
          R"({"hint":"aabbccdd","signature":""})");
}

TEST_CASE("a document that is not the value is refused with path and rule") {
    CHECK(refusal<Price>("") == "json at Price");
    CHECK(refusal<Price>(R"({"n":1,"d":2)") == "json at Price");
    CHECK(refusal<Price>(R"({"n":1 "d":2})") != "read");
    CHECK(refusal<Price>(R"({"n":1,"d":2} 3)") == "json at Price");
    CHECK(refusal<Price>("[]") == "type at Price");
    CHECK(refusal<Price>(R"({"n":1})") == "required at Price.d");
    CHECK(refusal<Price>(R"({"n":1,"d":2,"e":3})") == "unknown at Price.e");
    CHECK(refusal<Price>(R"({"n":1,"d":2,"n":3})") == "repeated at Price.n");
    CHECK(refusal<Price>(R"({"n":2147483648,"d":2})") == "integer at Price.n");
    CHECK(refusal<Price>(R"({"n":1.0,"d":2})") == "integer at Price.n");
    CHECK(refusal<Price>(R"({"n":"1","d":2})") == "type at Price.n");
    CHECK(refusal<Memo>(R"({"id":"-1"})") == "integer at Memo.id");
    CHECK(refusal<Memo>(R"({"id":"1 "})") == "integer at Memo.id");
    CHECK(refusal<Memo>(R"({"id":true})") == "type at Memo.id");
    CHECK(refusal<Memo>(R"("id")") == "choice at Memo");
    CHECK(refusal<Memo>(R"({"none":null})") == "choice at Memo.none");
    CHECK(refusal<Memo>("{}") == "choice at Memo");
    CHECK(refusal<Memo>(R"({"id":"1","text":"x"})") == "choice at Memo");
    CHECK(refusal<Memo>(R"("nothing")") == "discriminant at Memo");
    CHECK(refusal<Memo>(R"({"hash":"00"})") == "hex at Memo.hash");
    CHECK(refusal<Memo>(R"({"text":"\\u"})") == "escape at Memo.text");
    CHECK(refusal<Memo>(R"({"text":"12345678901234567890123456789"})") == "length at Memo.text");
    CHECK(refusal<ExtensionPoint>(R"("v1")") == "discriminant at ExtensionPoint");
    CHECK(refusal<ScVal>(R"({"bool":1})") == "type at ScVal.bool");
    CHECK(refusal<ScVal>(R"({"vec":[{"u32":1},{"u32":-1}]})") == "integer at ScVal.vec[1].u32");
    CHECK(refusal<ScError>(R"({"storage":"none"})") == "enumerator at ScError.storage");
    CHECK(refusal<Claimant>(R"({"claimant_type_v0":{"predicate":{"and":["unconditional",)"
                            R"("unconditional","unconditional"]}}})") ==
          "length at Claimant.claimant_type_v0.predicate.and[2]");
}

TEST_CASE("nesting and length of a document are bounded") {
    const auto nested = [](std::size_t levels) {
        std::string text;
        for (std::size_t i = 1; i < levels; ++i) text += R"({"vec":[)";
        text += R"("void")";
        for (std::size_t i = 1; i < levels; ++i) text += "]}";
        return text;
    };
    CHECK(rewritten<ScVal>(nested(default_depth)) == nested(default_depth));
    CHECK(refusal<ScVal>(nested(default_depth + 1)).starts_with("depth at ScVal.vec[0].vec[0]"));
    CHECK(refusal<ScVal>(nested(100'000)) != "read");
    CHECK(refusal<ScVal>(R"("void")", {.input_bytes = 0}) == "size at ScVal");
    // 64 characters are taken then, and memory for 512 bytes: too little for these values.
    CHECK(
        refusal<ScVal>(R"({"vec":["void","void","void","void","void","void"]})", {.input_bytes = 4})
            .starts_with("memory at ScVal.vec["));
}
