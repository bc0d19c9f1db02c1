#include "stellar/tx/outcome.hpp"

#include "stellar/tx/result_codes.hpp"
#include "stellar/xdr/codec.hpp"

#include <utility>

namespace ledger::stellar {
namespace {

using xdr::TransactionResultCode;

/// `union_of_results` is that of a transaction or of the inner one of a fee bump.
template <class Results>
decltype(Outcome::verdict) verdict_of(const Results& union_of_results) {
    const TransactionResultCode code = union_of_results.type();
    const auto* operations = union_of_results.template get_if<TransactionResultCode::tx_success>();
    if (operations == nullptr) return Refused{code};
    std::vector<xdr::OperationResult> all{operations->begin(), operations->end()};
    if (code == TransactionResultCode::tx_success) return Succeeded{std::move(all)};
    return Failed{std::move(all)};
}

constexpr bool holds_another(std::int32_t code) {
    return code == static_cast<std::int32_t>(TransactionResultCode::tx_fee_bump_inner_success) ||
           code == static_cast<std::int32_t>(TransactionResultCode::tx_fee_bump_inner_failed);
}

/// Read as far as results of all protocols are alike. `bytes` got that far: the code is in them.
Outcome unreadable(std::string_view bytes) {
    ByteReader reader{bytes};
    Outcome outcome{.fee_charged = Amount{static_cast<std::int64_t>(reader.take<std::uint64_t>())},
                    .code = static_cast<std::int32_t>(reader.take<std::uint32_t>()),
                    .verdict = Unreadable{std::string{bytes}}};
    if (holds_another(outcome.code))
        outcome.inner = InnerOutcome{.hash = {.bytes = reader.take_array<32>()}};
    return outcome;
}

/// Those of the transaction that `outcome` is about, whether they took effect or not.
const std::vector<xdr::OperationResult>* operations_of(const Outcome& outcome) {
    if (const auto* succeeded = std::get_if<Succeeded>(&outcome.verdict))
        return &succeeded->operations;
    if (const auto* failed = std::get_if<Failed>(&outcome.verdict)) return &failed->operations;
    return nullptr;
}

const xdr::ClaimableBalanceId* balance_within(const xdr::OperationResult& result) {
    const auto* inner = result.get_if<xdr::OperationResultCode::op_inner>();
    if (inner == nullptr) return nullptr;
    const auto* created = inner->get_if<xdr::OperationType::create_claimable_balance>();
    if (created == nullptr) return nullptr;
    return created->get_if<xdr::CreateClaimableBalanceResultCode::success>();
}

}  // namespace

Outcome outcome_of(const xdr::TransactionResult& result) {
    Outcome outcome{.fee_charged = Amount{result.fee_charged},
                    .code = static_cast<std::int32_t>(result.result.type())};
    const auto* pair = result.result.get_if<TransactionResultCode::tx_fee_bump_inner_success>();
    if (pair == nullptr) {
        outcome.verdict = verdict_of(result.result);
        return outcome;
    }
    const auto& inner = pair->result.result;
    outcome.inner = {.hash = pair->transaction_hash,
                     .code = static_cast<std::int32_t>(inner.type())};
    outcome.verdict = verdict_of(inner);
    return outcome;
}

Result<Outcome> outcome_of_xdr(std::string_view bytes) {
    auto result = xdr::decode<xdr::TransactionResult>(bytes);
    if (result) return outcome_of(*result);
    if (result.error().code != xdr::unsupported_code) return fail(std::move(result).error());
    return unreadable(bytes);
}

bool has_succeeded(const Outcome& outcome) {
    return outcome.code == static_cast<std::int32_t>(TransactionResultCode::tx_success) ||
           outcome.code ==
               static_cast<std::int32_t>(TransactionResultCode::tx_fee_bump_inner_success);
}

std::vector<CreatedBalance> created_balances(const Outcome& outcome) {
    std::vector<CreatedBalance> balances;
    const auto* succeeded = std::get_if<Succeeded>(&outcome.verdict);
    if (succeeded == nullptr) return balances;
    for (std::size_t i = 0; i < succeeded->operations.size(); ++i)
        if (const auto* id = balance_within(succeeded->operations[i])) balances.push_back({i, *id});
    return balances;
}

ResultCodes result_codes(const Outcome& outcome) {
    ResultCodes codes{.transaction = std::string{transaction_code(outcome.code)}};
    const bool is_readable = !std::holds_alternative<Unreadable>(outcome.verdict);
    if (outcome.inner && is_readable)
        codes.inner_transaction = std::string{transaction_code(outcome.inner->code)};
    if (const auto* operations = operations_of(outcome))
        for (const xdr::OperationResult& result : *operations)
            codes.operations.emplace_back(operation_code(result));
    return codes;
}

}  // namespace ledger::stellar
