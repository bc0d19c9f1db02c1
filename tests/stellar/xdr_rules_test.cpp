// Each rule of XDR, one by one: what breaks it, and what the error says.
#include "engine/kernel/encoding.hpp"
#include "stellar/xdr/codec.hpp"
#include "stellar/xdr/ledger_close.hpp"
#include "stellar/xdr/transaction_results.hpp"
#include "stellar/xdr/transactions.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::stellar::xdr;

namespace {

std::string hex(std::string_view digits) {
    const auto bytes = from_hex(digits);
    REQUIRE(bytes.has_value());
    return *bytes;
}

/// "rule at path" of the error that decoding a T ends with; "decoded" when it does not.
template <class T>
std::string refusal(std::string_view bytes, const Limits& limits = {}) {
    const auto value = decode<T>(bytes, limits);
    if (value) return "decoded";
    REQUIRE(value.error().fields.size() == 1);
    const FieldError& field = value.error().fields[0];
    CHECK(value.error().message.starts_with(field.field + ": "));
    return field.rule + " at " + field.field;
}

template <class T>
std::string refusal_to_encode(const T& value) {
    const auto bytes = encode(value);
    if (bytes) return "encoded";
    return bytes.error().fields.at(0).rule + " at " + bytes.error().fields.at(0).field;
}

Operation payment_of(std::int64_t amount) {
    return {std::nullopt,
            OperationBody{arm<OperationType::payment>, PaymentOp{MuxedAccount{}, Asset{}, amount}}};
}

TransactionEnvelope two_payments() {
    Transaction transaction{};
    transaction.operations = {payment_of(1), payment_of(2)};
    return TransactionEnvelope{arm<EnvelopeType::tx>, TransactionV1Envelope{transaction, {}}};
}

/// A vector in a vector in a vector...
ScVal nested(std::size_t levels) {
    ScVal value{ScValType::void_};
    for (std::size_t level = 1; level < levels; ++level)
        value = ScVal{arm<ScValType::vec>, ScVec{value}};
    return value;
}

}  // namespace

TEST_CASE("an error names the path to the value and the rule that it breaks") {
    std::string bytes = encode(two_payments()).value_or("");
    // Behind the asset of the last payment stand the amount, the extension and no signatures.
    const std::size_t asset = bytes.size() - 4 - 4 - 8 - 4;
    bytes[asset + 3] = 7;
    const auto envelope = decode<TransactionEnvelope>(bytes);
    REQUIRE(!envelope.has_value());
    const std::string path = "TransactionEnvelope.tx.tx.operations[1].body.payment.asset";
    CHECK(envelope.error().fields.at(0).field == path);
    CHECK(envelope.error().message == path + ": Asset has no arm for 7 here");
}

TEST_CASE("what a later protocol has is told from what is broken, by type and number") {
    using Facts = std::vector<std::pair<std::string, std::string>>;
    const auto executable_tag = decode<ScVal>(hex("0000001600000000"));
    REQUIRE(!executable_tag.has_value());
    CHECK(executable_tag.error().code == "xdr.unsupported");
    CHECK(executable_tag.error().facts == Facts{{"type", "ScVal"}, {"discriminant", "22"}});

    const auto external = decode<ContractExecutable>(hex("00000002"));
    REQUIRE(!external.has_value());
    CHECK(external.error().code == "xdr.unsupported");
    CHECK(external.error().facts == Facts{{"type", "ContractExecutable"}, {"discriminant", "2"}});

    const auto setting = decode<LedgerEntry>(hex("0000000100000008"));
    REQUIRE(!setting.has_value());
    CHECK(setting.error().code == "xdr.unsupported");
    CHECK(setting.error().facts == Facts{{"type", "LedgerEntryData"}, {"discriminant", "8"}});

    const auto code = decode<TransactionResult>(hex("0000000000000064ffffffed00000000"));
    REQUIRE(!code.has_value());
    CHECK(code.error().facts ==
          Facts{{"type", "TransactionResultResult"}, {"discriminant", "-19"}});

    const auto cut = decode<ScVal>(hex("00000003"));
    REQUIRE(!cut.has_value());
    CHECK(cut.error().code == "xdr.invalid");
    CHECK(cut.error().facts.empty());
}

TEST_CASE("each rule of the encoding is kept") {
    CHECK(refusal<ScVal>(hex("0000000000000001")) == "decoded");
    CHECK(refusal<ScVal>(hex("0000000000000002")) == "boolean at ScVal.bool");
    CHECK(refusal<ScVal>(hex("0000001000000002")) == "optional at ScVal.vec");
    CHECK(refusal<ScVal>(hex("0000000d0000000161000001")) == "padding at ScVal.bytes");
    CHECK(refusal<Memo>(hex("000000010000001d")) == "length at Memo.text");
    CHECK(refusal<Claimant>("") == "truncated at Claimant");
    CHECK(refusal<ScVal>(hex("0000000100000000")) == "trailing at ScVal");
    CHECK(refusal<ScError>(hex("000000010000000a")) == "enumerator at ScError.wasm_vm");
    CHECK(refusal<ScError>(hex("0000000a00000000")) == "discriminant at ScError");
    // 2^32 - 1 elements in no bytes.
    CHECK(refusal<ScVal>(hex("0000001000000001ffffffff")) == "truncated at ScVal.vec");
}

TEST_CASE("nesting, input and memory are bounded") {
    CHECK(refusal<ScVal>(encode(nested(default_depth)).value_or("")) == "decoded");
    CHECK(refusal_to_encode(nested(default_depth + 1)).starts_with("depth at ScVal.vec[0].vec[0]"));
    std::string deep;
    for (std::size_t level = 0; level < default_depth; ++level)
        deep += hex("000000100000000100000001");
    deep += hex("00000001");
    CHECK(refusal<ScVal>(deep).starts_with("depth at ScVal.vec[0].vec[0]"));
    CHECK(refusal<ScVal>(encode(nested(4)).value_or(""), {.depth = 3}) ==
          "depth at ScVal.vec[0].vec[0].vec[0]");

    const ScVal bytes{arm<ScValType::bytes>, std::string(default_input_bytes - 8, 'x')};
    const ScVal more{arm<ScValType::bytes>, std::string(default_input_bytes - 4, 'x')};
    CHECK(refusal<ScVal>(encode(bytes).value_or("")) == "decoded");
    CHECK(refusal<ScVal>(encode(more).value_or("")) == "size at ScVal");
    CHECK(refusal<ScVal>(encode(more).value_or(""), {.input_bytes = 2 * default_input_bytes}) ==
          "decoded");

    // The greediest input: as many empty values as fit.
    const ScVal greedy{arm<ScValType::vec>,
                       ScVec((default_input_bytes - 12) / 4, ScVal{ScValType::void_})};
    CHECK(refusal<ScVal>(encode(greedy).value_or("")) == "decoded");
}

TEST_CASE("a value beyond its type's bounds is not encoded") {
    CHECK(refusal_to_encode(Memo{arm<MemoType::text>, std::string(28, 'x')}) == "encoded");
    CHECK(refusal_to_encode(Memo{arm<MemoType::text>, std::string(29, 'x')}) ==
          "length at Memo.text");
    Transaction transaction{};
    transaction.operations.resize(101, payment_of(1));
    CHECK(refusal_to_encode(transaction) == "length at Transaction.operations");
    CHECK(refusal_to_encode(ScError{arm<ScErrorType::storage>, static_cast<ScErrorCode>(99)}) ==
          "enumerator at ScError.storage");
}

TEST_CASE("a union holds the value of the arm that its discriminant chooses") {
    Memo memo{arm<MemoType::id>, std::uint64_t{7}};
    CHECK(memo.type() == MemoType::id);
    REQUIRE(memo.get_if<MemoType::id>() != nullptr);
    CHECK(*memo.get_if<MemoType::id>() == 7);
    CHECK(memo.get_if<MemoType::hash>() == nullptr);
    CHECK(memo != Memo{arm<MemoType::id>, std::uint64_t{8}});
    CHECK(Memo{} == Memo{MemoType::none});
    // Both hold a hash, and are not the same.
    CHECK(Memo{arm<MemoType::hash>, Hash{}} != Memo{arm<MemoType::return_>, Hash{}});
    // Without a zero in its enum, a union starts as its first arm.
    CHECK(AssetCode{}.type() == AssetType::credit_alphanum4);
    CHECK(PaymentResult{PaymentResultCode::no_trust}.type() == PaymentResultCode::no_trust);
    CHECK(encode(PaymentResult{PaymentResultCode::no_trust}) == hex("fffffffa"));
}

TEST_CASE("the close of a ledger without transactions can be written and read") {
    LedgerCloseMetaV2 close{};
    close.ledger_header.header.ledger_seq = 7;
    TransactionPhase classic{arm<0>, Array<TxSetComponent>{}};
    TransactionPhase soroban{arm<1>, ParallelTxsComponent{}};
    close.tx_set = GeneralizedTransactionSet{
        arm<1>, TransactionSetV1{Hash{}, Array<TransactionPhase>{classic, soroban}}};
    const LedgerCloseMeta meta{arm<2>, close};
    const std::string bytes = encode(meta).value_or("");
    CHECK(!bytes.empty());
    CHECK(decode<LedgerCloseMeta>(bytes) == meta);
    CHECK(refusal<LedgerCloseMeta>(hex("00000000")) == "discriminant at LedgerCloseMeta");
}
