#include "stellar/sandbox/validity.hpp"

#include "stellar/sandbox/entries.hpp"
#include "stellar/sandbox/operations/operation.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace ledger::stellar::sandbox {
namespace {

using xdr::arm;
using xdr::OperationResultCode;
using Code = xdr::TransactionResultCode;

bool is_well_formed(const xdr::PreconditionsV2& conditions) {
    const auto& extra = conditions.extra_signers;
    if (extra.size() == 2 && extra[0] == extra[1]) return false;
    return std::ranges::none_of(extra, [](const xdr::SignerKey& key) {
        const auto* payload = key.get_if<xdr::SignerKeyType::ed25519_signed_payload>();
        return payload != nullptr && payload->payload.bytes.empty();
    });
}

bool calls_contract(const xdr::Transaction& transaction) {
    using Type = xdr::OperationType;
    return std::ranges::any_of(transaction.operations, [](const xdr::Operation& operation) {
        const Type type = operation.body.type();
        return type == Type::invoke_host_function || type == Type::extend_footprint_ttl ||
               type == Type::restore_footprint;
    });
}

bool is_too_early(const Frame& frame, const Question& question) {
    const xdr::TimeBounds* times = frame.time_bounds();
    if (times != nullptr && times->min_time > question.earliest_close_time) return true;
    const xdr::PreconditionsV2* conditions = frame.conditions();
    return conditions != nullptr && conditions->ledger_bounds &&
           conditions->ledger_bounds->min_ledger > question.ledger;
}

bool is_too_late(const Frame& frame, const Question& question) {
    const xdr::TimeBounds* times = frame.time_bounds();
    if (times != nullptr && times->max_time != 0 && times->max_time < question.latest_close_time)
        return true;
    const xdr::PreconditionsV2* conditions = frame.conditions();
    return conditions != nullptr && conditions->ledger_bounds &&
           conditions->ledger_bounds->max_ledger != 0 &&
           conditions->ledger_bounds->max_ledger <= question.ledger;
}

/// What is wrong before any account is looked at.
std::optional<Code> shape_fault(const Frame& frame, const Question& question) {
    const xdr::Transaction& transaction = frame.transaction();
    const xdr::PreconditionsV2* conditions = frame.conditions();
    if (conditions != nullptr && !is_well_formed(*conditions)) return Code::tx_malformed;
    if (transaction.operations.empty()) return Code::tx_missing_operation;
    // Contracts are refused with their operation; what only they have is for nobody else.
    if (question.header.ledger_version >= strict_extension_protocol &&
        transaction.ext.type() != 0 && !calls_contract(transaction))
        return Code::tx_malformed;
    if (is_too_early(frame, question)) return Code::tx_too_early;
    if (is_too_late(frame, question)) return Code::tx_too_late;
    const auto operations = static_cast<std::int64_t>(transaction.operations.size());
    if (question.pays_itself &&
        std::int64_t{transaction.fee} < operations * question.header.base_fee)
        return Code::tx_insufficient_fee;
    return std::nullopt;
}

bool is_bad_sequence(const Frame& frame, const xdr::AccountEntry& account,
                     const Question& question) {
    const xdr::SequenceNumber next = frame.sequence();
    if (next == starting_sequence(question.header.ledger_seq)) return true;
    const xdr::PreconditionsV2* conditions = frame.conditions();
    if (conditions != nullptr && conditions->min_seq_num)
        return account.seq_num < *conditions->min_seq_num || account.seq_num >= next;
    return account.seq_num == std::numeric_limits<xdr::SequenceNumber>::max() ||
           account.seq_num + 1 != next;
}

/// The sequence number is too young for the transaction, in seconds or in ledgers.
bool is_too_young(const Frame& frame, const xdr::AccountEntry& account, const Question& question) {
    const xdr::PreconditionsV2* conditions = frame.conditions();
    const std::uint64_t age = conditions == nullptr ? 0 : conditions->min_seq_age;
    const std::uint32_t gap = conditions == nullptr ? 0 : conditions->min_seq_ledger_gap;
    const xdr::AccountEntryExtensionV3* times = sequence_times_of(account);
    const std::uint64_t time = times == nullptr ? 0 : times->seq_time;
    const std::uint32_t ledger = times == nullptr ? 0 : times->seq_ledger;
    return age > question.earliest_close_time || question.earliest_close_time - age < time ||
           gap > question.ledger || question.ledger - gap < ledger;
}

bool is_authorized(const Frame& frame, const xdr::AccountEntry& account,
                   SignatureCheck& signatures) {
    if (!signatures.weighs(account, account.thresholds.bytes[low])) return false;
    const xdr::PreconditionsV2* conditions = frame.conditions();
    if (conditions == nullptr || conditions->extra_signers.empty()) return true;
    std::vector<xdr::Signer> signers;
    for (const xdr::SignerKey& key : conditions->extra_signers)
        signers.push_back({.key = key, .weight = 1});
    return signatures.weighs(signers, static_cast<std::uint32_t>(signers.size()));
}

/// Of the outer transaction; `needed` becomes what would have been enough, if that is known.
std::optional<Code> bump_fault(const Frame& frame, const State& state, const Question& question,
                               SignatureCheck& signatures, std::int64_t& needed) {
    const std::int64_t base_fee = question.header.base_fee;
    if (frame.fee() < frame.fee_at(base_fee)) return Code::tx_insufficient_fee;
    const std::int64_t inner_fee = frame.transaction().fee;
    const std::int64_t inner_operations = std::max<std::int64_t>(frame.paid_operations() - 1, 1);
    if (compare_rates(frame.fee(), frame.paid_operations(), inner_fee, inner_operations) < 0) {
        needed = scaled_up(inner_fee, frame.paid_operations(), inner_operations);
        return Code::tx_insufficient_fee;
    }
    const xdr::AccountEntry* payer = find_account(state, frame.fee_source());
    if (payer == nullptr) return Code::tx_no_account;
    if (!signatures.weighs(*payer, payer->thresholds.bytes[low])) return Code::tx_bad_auth;
    if (available_balance(question.header, *payer) < frame.fee())
        return Code::tx_insufficient_balance;
    return signatures.all_used() ? std::nullopt : std::optional{Code::tx_bad_auth_extra};
}

/// Signature and shape of the operation; what the ledger holds is asked when it is applied.
bool check_operation(const xdr::Operation& operation, const Frame& frame, const State& state,
                     SignatureCheck& signatures, xdr::OperationResult& result) {
    const OperationRules* rules = rules_of(operation.body);
    if (rules == nullptr) {
        result = refusal(OperationResultCode::op_not_supported);
        return false;
    }
    if (!is_signed_for(operation, frame, state, signatures, result)) return false;
    const auto fault = rules->fault(operation.body, source_of(operation, frame.transaction()));
    if (fault) result = *fault;
    return !fault;
}

Outcome check_transaction(const Frame& frame, const State& state, const Question& question) {
    SignatureCheck signatures{frame.inner_hash(), frame.inner().signatures};
    Outcome outcome{.operations = unexamined_results(frame.transaction())};
    if (validate(frame, state, question, signatures, outcome) != Progress::valid) return outcome;
    const auto& operations = frame.transaction().operations;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        if (check_operation(operations[i], frame, state, signatures, outcome.operations[i]))
            continue;
        outcome.code = Code::tx_failed;
        return outcome;
    }
    if (!signatures.all_used()) outcome.code = Code::tx_bad_auth_extra;
    return outcome;
}

}  // namespace

Progress validate(const Frame& frame, const State& state, const Question& question,
                  SignatureCheck& signatures, Outcome& outcome) {
    const auto stop = [&](Code code, Progress progress) {
        outcome.code = code;
        return progress;
    };
    if (const auto code = shape_fault(frame, question)) return stop(*code, Progress::invalid);
    const xdr::AccountEntry* account = find_account(state, frame.source());
    if (account == nullptr) return stop(Code::tx_no_account, Progress::invalid);
    if (is_bad_sequence(frame, *account, question))
        return stop(Code::tx_bad_seq, Progress::invalid);
    if (is_too_young(frame, *account, question))
        return stop(Code::tx_bad_min_seq_age_or_gap, Progress::sequence_used);
    if (!is_authorized(frame, *account, signatures))
        return stop(Code::tx_bad_auth, Progress::sequence_used);
    const std::int64_t fee = question.is_applying ? 0 : frame.transaction().fee;
    if (question.pays_itself && available_balance(question.header, *account) < fee)
        return stop(Code::tx_insufficient_balance, Progress::authorized);
    return Progress::valid;
}

bool is_signed_for(const xdr::Operation& operation, const Frame& frame, const State& state,
                   SignatureCheck& signatures, xdr::OperationResult& result) {
    const xdr::AccountId source = source_of(operation, frame.transaction());
    const OperationRules* rules = rules_of(operation.body);
    const xdr::AccountEntry* account = find_account(state, source);
    if (account == nullptr && !operation.source_account) {
        result = refusal(OperationResultCode::op_no_account);
        return false;
    }
    // Who does not exist yet may be created by an operation before: his key suffices.
    const xdr::Signer owner[] = {master_signer(source, 1)};
    const Threshold level = rules == nullptr ? Threshold::medium : rules->threshold(operation.body);
    const bool is_signed = account == nullptr
                               ? signatures.weighs(owner, 0)
                               : signatures.weighs(*account, account->thresholds.bytes[level]);
    if (!is_signed) result = refusal(OperationResultCode::op_bad_auth);
    return is_signed;
}

xdr::Array<xdr::OperationResult> unexamined_results(const xdr::Transaction& transaction) {
    xdr::Array<xdr::OperationResult> results;
    for (const xdr::Operation& operation : transaction.operations) {
        const OperationRules* rules = rules_of(operation.body);
        results.push_back(rules == nullptr ? refusal(OperationResultCode::op_not_supported)
                                           : rules->success());
    }
    return results;
}

xdr::SignerKey one_time_signer(const Hash& transaction) {
    return xdr::SignerKey{arm<xdr::SignerKeyType::pre_auth_tx>, transaction};
}

xdr::TransactionResult result_of(Code code, std::int64_t fee) {
    return {.fee_charged = fee, .result = xdr::TransactionResultResult{code}};
}

xdr::TransactionResult result_of(const Frame& frame, Outcome outcome, std::int64_t fee,
                                 std::int64_t inner_fee) {
    const bool has_operations = outcome.code == Code::tx_success || outcome.code == Code::tx_failed;
    xdr::TransactionResult result = result_of(outcome.code, fee);
    if (!frame.is_fee_bump()) {
        if (has_operations)
            *result.result.get_if<Code::tx_success>() = std::move(outcome.operations);
        return result;
    }
    xdr::InnerTransactionResultPair pair{.transaction_hash = frame.inner_hash()};
    pair.result.fee_charged = inner_fee;
    pair.result.result = xdr::InnerTransactionResultResult{outcome.code};
    if (has_operations)
        *pair.result.result.get_if<Code::tx_success>() = std::move(outcome.operations);
    result.result = xdr::TransactionResultResult{outcome.code == Code::tx_success
                                                     ? Code::tx_fee_bump_inner_success
                                                     : Code::tx_fee_bump_inner_failed};
    *result.result.get_if<Code::tx_fee_bump_inner_success>() = std::move(pair);
    return result;
}

bool is_success(const xdr::TransactionResult& result) {
    return result.result.type() == Code::tx_success ||
           result.result.type() == Code::tx_fee_bump_inner_success;
}

std::int64_t inner_fee_at(const Frame& frame, std::int64_t base_fee, std::uint32_t protocol) {
    if (protocol >= no_inner_fee_protocol) return 0;
    const std::int64_t operations = std::max<std::int64_t>(frame.paid_operations() - 1, 1);
    return std::min(std::int64_t{frame.transaction().fee}, scaled_up(base_fee, operations, 1));
}

xdr::TransactionResult check(const Frame& frame, const State& state, const Question& question) {
    if (frame.fee() < 0) return result_of(Code::tx_malformed, 0);
    const std::int64_t base_fee = question.header.base_fee;
    std::int64_t fee = frame.fee_at(base_fee);
    Question asked = question;
    if (frame.is_fee_bump()) {
        SignatureCheck signatures{frame.hash(), frame.fee_bump()->signatures};
        if (const auto code = bump_fault(frame, state, question, signatures, fee))
            return result_of(*code, fee);
        asked.pays_itself = false;
    }
    return result_of(frame, check_transaction(frame, state, asked), fee,
                     inner_fee_at(frame, base_fee, question.header.ledger_version));
}

}  // namespace ledger::stellar::sandbox
