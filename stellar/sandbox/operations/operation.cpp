#include "stellar/sandbox/operations/operation.hpp"

#include "engine/kernel/assert.hpp"

namespace ledger::stellar::sandbox {
namespace {

using xdr::OperationType;

/// By type alone; for a trust line to a pool the operation says what is not supported.
const OperationRules* rules_of(OperationType type) {
    switch (type) {
        case OperationType::create_account: return &create_account_rules;
        case OperationType::payment: return &payment_rules;
        case OperationType::set_options: return &set_options_rules;
        case OperationType::change_trust: return &change_trust_rules;
        case OperationType::allow_trust: return &allow_trust_rules;
        case OperationType::account_merge: return &account_merge_rules;
        case OperationType::manage_data: return &manage_data_rules;
        case OperationType::bump_sequence: return &bump_sequence_rules;
        case OperationType::create_claimable_balance: return &create_claimable_balance_rules;
        case OperationType::claim_claimable_balance: return &claim_claimable_balance_rules;
        case OperationType::begin_sponsoring_future_reserves: return &begin_sponsoring_rules;
        case OperationType::end_sponsoring_future_reserves: return &end_sponsoring_rules;
        case OperationType::clawback: return &clawback_rules;
        case OperationType::clawback_claimable_balance: return &clawback_claimable_balance_rules;
        case OperationType::set_trust_line_flags: return &set_trust_line_flags_rules;
        default: return nullptr;
    }
}

}  // namespace

const OperationRules* rules_of(const xdr::OperationBody& body) {
    const auto* line = body.get_if<OperationType::change_trust>();
    if (line != nullptr && line->line.type() == xdr::AssetType::pool_share) return nullptr;
    return rules_of(body.type());
}

xdr::AccountId source_of(const xdr::Operation& operation, const xdr::Transaction& transaction) {
    return account_of(operation.source_account ? *operation.source_account
                                               : transaction.source_account);
}

bool is_success(const xdr::OperationResult& result) {
    const auto* inner = result.get_if<xdr::OperationResultCode::op_inner>();
    if (inner == nullptr) return false;
    const OperationRules* rules = rules_of(inner->type());
    LEDGER_ASSERT(rules != nullptr);
    return rules->succeeded(*inner);
}

xdr::OperationResult refusal(xdr::OperationResultCode code) { return xdr::OperationResult{code}; }

}  // namespace ledger::stellar::sandbox
