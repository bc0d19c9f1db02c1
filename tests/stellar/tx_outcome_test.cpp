// Results: what became of a transaction, and how Horizon says it.
#include "engine/kernel/encoding.hpp"
#include "stellar/tx/outcome.hpp"
#include "stellar/tx/result_codes.hpp"
#include "stellar/xdr/codec.hpp"
#include "stellar/xdr/registry.hpp"
#include "stellar/xdr/sep51.hpp"
#include "tests/stellar/vectors.hpp"

#include <cctype>
#include <limits>
#include <set>
#include <tuple>

using namespace ledger;
using namespace ledger::stellar;
using xdr::arm;
using xdr::OperationResultCode;
using xdr::OperationType;
using xdr::TransactionResultCode;

namespace {

std::string quoted(std::string_view text) { return '"' + std::string{text} + '"'; }

/// As the vectors write them.
std::string json_of(const ResultCodes& codes) {
    std::string json = R"({"transaction":)" + quoted(codes.transaction);
    if (codes.inner_transaction)
        json += R"(,"inner_transaction":)" + quoted(*codes.inner_transaction);
    if (codes.operations.empty()) return json + "}";
    json += R"(,"operations":[)";
    for (const std::string& code : codes.operations) json += quoted(code) + ",";
    json.back() = ']';
    return json + "}";
}

Outcome outcome_of_row(const Vector& row) {
    const auto outcome = outcome_of_xdr(from_base64(row.at("result_xdr")).value_or(""));
    REQUIRE(outcome.has_value());
    return *outcome;
}

/// The enum of its results has this name, but for the offers', who share one.
std::string result_code_name(OperationType type) {
    if (type == OperationType::create_passive_sell_offer) return "ManageSellOfferResultCode";
    const auto entry = xdr::find_type("OperationType");
    REQUIRE(entry.has_value());
    std::string name;
    for (const xdr::Enumerator& enumerator : entry->type().enumerators) {
        if (enumerator.value != static_cast<std::int32_t>(type)) continue;
        bool is_first = true;
        for (const char c : enumerator.name) {
            if (c != '_')
                name +=
                    is_first ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
            is_first = c == '_';
        }
    }
    return name + "ResultCode";
}

using Spelling = std::tuple<std::string, std::int64_t, std::string>;

void add_spellings(std::set<Spelling>& all, std::string_view name, json::Value& rows) {
    rows.for_each_element([&](json::Value& row) {
        const Vector vector = vector_of(row);
        all.emplace(name, std::stoll(vector.at("value")), vector.at("horizon"));
    });
}

/// The whole table that Horizon has.
std::set<Spelling> spellings_of_horizon() {
    std::set<Spelling> all;
    const auto read = json::read(vector_file("stellar-result-codes.json"), [&](json::Value& root) {
        root.for_each_member([&](std::string_view member, json::Value& lists) {
            if (member != "codes") return;
            lists.for_each_member(
                [&](std::string_view name, json::Value& rows) { add_spellings(all, name, rows); });
        });
    });
    REQUIRE(read.has_value());
    return all;
}

/// The whole table that we have; codes are looked for on both sides of those that there are.
std::set<Spelling> our_spellings() {
    std::set<Spelling> all;
    for (std::int32_t code = -100; code <= 100; ++code) {
        const auto add = [&](const std::string& name, std::string_view spelling) {
            if (!spelling.empty()) all.emplace(name, code, spelling);
        };
        add("TransactionResultCode", transaction_code(code));
        add("OperationResultCode", operation_code(code));
        for (std::size_t type = 0; type < xdr::OperationResultTr::arm_count; ++type)
            add(result_code_name(static_cast<OperationType>(type)),
                operation_code(static_cast<OperationType>(type), code));
    }
    return all;
}

xdr::TransactionResult result_of(TransactionResultCode code,
                                 std::initializer_list<xdr::OperationResult> operations) {
    xdr::TransactionResult result{.fee_charged = 100, .result = xdr::TransactionResultResult{code}};
    result.result.get_if<TransactionResultCode::tx_success>()->assign(operations);
    return result;
}

xdr::OperationResult creation(const Hash& id) {
    using Code = xdr::CreateClaimableBalanceResultCode;
    const xdr::ClaimableBalanceId balance{
        arm<xdr::ClaimableBalanceIdType::claimable_balance_id_type_v0>, id};
    return xdr::OperationResult{
        arm<OperationResultCode::op_inner>,
        xdr::OperationResultTr{arm<OperationType::create_claimable_balance>,
                               xdr::CreateClaimableBalanceResult{arm<Code::success>, balance}}};
}

/// `bytes` with one of its 32-bit words changed.
std::string with_word(std::string bytes, std::size_t at, std::int32_t word) {
    std::string replacement;
    put_big_endian(replacement, static_cast<std::uint32_t>(word));
    return bytes.replace(at, replacement.size(), replacement);
}

}  // namespace

TEST_CASE("all codes are spelled as Horizon spells them, and there are no others") {
    const std::set<Spelling> expected = spellings_of_horizon();
    CHECK(expected.size() == 208);
    CHECK(our_spellings() == expected);
    CHECK(transaction_code(std::numeric_limits<std::int32_t>::min()).empty());
    CHECK(operation_code(std::numeric_limits<std::int32_t>::min()).empty());
    CHECK(operation_code(static_cast<OperationType>(27), 0).empty());
}

TEST_CASE("results of all kinds give the codes that Horizon derives from them") {
    const std::size_t count =
        for_each_vector("stellar-results.json", "vectors", [](const Vector& row) {
            CAPTURE(row.at("id"));
            const Outcome outcome = outcome_of_row(row);
            CHECK(json_of(result_codes(outcome)) == compact(row.at("horizon_result_codes")));
            CHECK(!std::holds_alternative<Unreadable>(outcome.verdict));
            if (row.contains("inner_hash_hex")) {
                REQUIRE(outcome.inner.has_value());
                CHECK(to_hex(outcome.inner->hash) == row.at("inner_hash_hex"));
            } else {
                CHECK(!outcome.inner.has_value());
            }
        });
    CHECK(count == 131);
}

TEST_CASE("an outcome says whether anything took effect, and what it cost") {
    std::map<std::string, std::size_t> verdicts;
    for_each_vector("stellar-results.json", "vectors", [&](const Vector& row) {
        CAPTURE(row.at("id"));
        const Outcome outcome = outcome_of_row(row);
        const ResultCodes codes = result_codes(outcome);
        const std::string code = codes.inner_transaction.value_or(codes.transaction);
        CHECK(has_succeeded(outcome) == (code == "tx_success"));
        CHECK(std::holds_alternative<Succeeded>(outcome.verdict) == (code == "tx_success"));
        CHECK(std::holds_alternative<Failed>(outcome.verdict) == (code == "tx_failed"));
        const auto* refused = std::get_if<Refused>(&outcome.verdict);
        if (refused != nullptr)
            CHECK(transaction_code(static_cast<std::int32_t>(refused->code)) == code);
        const std::string fee = std::to_string(outcome.fee_charged.units());
        CHECK(compact(row.at("content_sep51")).starts_with(R"({"fee_charged":")" + fee + '"'));
        ++verdicts[refused != nullptr ? "refused" : code];
    });
    CHECK(verdicts["tx_success"] >= 2);
    CHECK(verdicts["tx_failed"] >= 100);
    CHECK(verdicts["refused"] >= 15);
}

TEST_CASE(
    "the claimable balances of a transaction are found by their operations, if it succeeded") {
    const Hash first{.bytes = {1}};
    const Hash second{.bytes = {2}};
    const xdr::OperationResult bad_auth{OperationResultCode::op_bad_auth};
    const auto made = created_balances(outcome_of(result_of(
        TransactionResultCode::tx_success, {creation(first), bad_auth, creation(second)})));
    REQUIRE(made.size() == 2);
    CHECK(made[0].operation == 0);
    CHECK(made[1].operation == 2);
    CHECK(*made[1].id.get_if<xdr::ClaimableBalanceIdType::claimable_balance_id_type_v0>() ==
          second);
    const auto failed = result_of(TransactionResultCode::tx_failed, {creation(first), bad_auth});
    CHECK(created_balances(outcome_of(failed)).empty());
    CHECK(created_balances(outcome_of(xdr::TransactionResult{})).empty());
}

TEST_CASE("a result of a later protocol keeps its bytes, and what comes first in it is known") {
    const auto payment = xdr::encode(
        result_of(TransactionResultCode::tx_success,
                  {xdr::OperationResult{arm<OperationResultCode::op_inner>,
                                        xdr::OperationResultTr{arm<OperationType::payment>}}}));
    REQUIRE(payment.has_value());
    constexpr std::size_t code_at = 8;
    constexpr std::size_t payment_code_at = 24;
    const std::string new_operation_code = with_word(*payment, payment_code_at, -10);
    const auto outcome = outcome_of_xdr(new_operation_code);
    REQUIRE(outcome.has_value());
    CHECK(outcome->fee_charged == Amount{100});
    CHECK(has_succeeded(*outcome));
    const auto* kept = std::get_if<Unreadable>(&outcome->verdict);
    REQUIRE(kept != nullptr);
    CHECK(kept->bytes == new_operation_code);
    CHECK(json_of(result_codes(*outcome)) == R"({"transaction":"tx_success"})");

    const auto new_code = outcome_of_xdr(with_word(*payment, code_at, -19));
    REQUIRE(new_code.has_value());
    CHECK(new_code->code == -19);
    CHECK(!has_succeeded(*new_code));
    CHECK(result_codes(*new_code).transaction.empty());
}

TEST_CASE("of a fee bump the inner hash is known, even of a later protocol's") {
    for_each_vector("stellar-results.json", "vectors", [](const Vector& row) {
        if (row.at("id") != "r131") return;
        constexpr std::size_t inner_code_at = 8 + 4 + 32 + 8;
        const std::string bytes = from_base64(row.at("result_xdr")).value_or("");
        const auto outcome = outcome_of_xdr(with_word(bytes, inner_code_at, -19));
        REQUIRE(outcome.has_value());
        CHECK(std::holds_alternative<Unreadable>(outcome->verdict));
        REQUIRE(outcome->inner.has_value());
        CHECK(to_hex(outcome->inner->hash) == row.at("inner_hash_hex"));
        CHECK(!has_succeeded(*outcome));
        CHECK(json_of(result_codes(*outcome)) == R"({"transaction":"tx_fee_bump_inner_failed"})");
    });
}

TEST_CASE("bytes that are no result are an error") {
    const auto whole = xdr::encode(result_of(TransactionResultCode::tx_failed, {}));
    REQUIRE(whole.has_value());
    for (std::size_t size = 0; size < whole->size(); ++size) {
        const auto cut = outcome_of_xdr(whole->substr(0, size));
        REQUIRE(!cut.has_value());
        CHECK(cut.error().code == "xdr.invalid");
    }
    CHECK(!outcome_of_xdr(*whole + '\0').has_value());
}
