// What the sandbox knows of an operation: one row of rules for each kind that it applies.
#pragma once

#include "stellar/sandbox/entries.hpp"
#include "stellar/sandbox/sponsorship.hpp"
#include "stellar/sandbox/state.hpp"
#include "stellar/xdr/ledger_header.hpp"
#include "stellar/xdr/transaction_results.hpp"
#include "stellar/xdr/transactions.hpp"

#include <cstdint>
#include <map>
#include <optional>

namespace ledger::stellar::sandbox {

/// The highest sequence number that a ledger's transactions use, by account.
using HighestSequences = std::map<Hash, xdr::SequenceNumber>;

/// Where an operation is applied. What it changes in `state` is thrown away when it fails.
struct Scene {
    State& state;
    const xdr::LedgerHeader& header;  ///< Of the ledger that is being closed.
    const xdr::Transaction& transaction;
    const HighestSequences& highest_sequences;
    std::uint32_t index = 0;  ///< Of the operation, from 0.
    xdr::AccountId source{};  ///< Of the operation; exists.
};

struct OperationRules {
    /// How much its source has to sign for it.
    Threshold (*threshold)(const xdr::OperationBody&);
    /// What is wrong with it whatever the ledger holds; nothing if nothing is.
    std::optional<xdr::OperationResult> (*fault)(const xdr::OperationBody&,
                                                 const xdr::AccountId& source);
    xdr::OperationResult (*apply)(const xdr::OperationBody&, Scene&);
    xdr::OperationResult (*success)();  ///< As core has it before an operation was looked at.
    bool (*succeeded)(const xdr::OperationResultTr&);
};

extern const OperationRules create_account_rules;
extern const OperationRules payment_rules;
extern const OperationRules set_options_rules;
extern const OperationRules change_trust_rules;
extern const OperationRules allow_trust_rules;
extern const OperationRules account_merge_rules;
extern const OperationRules manage_data_rules;
extern const OperationRules bump_sequence_rules;
extern const OperationRules create_claimable_balance_rules;
extern const OperationRules claim_claimable_balance_rules;
extern const OperationRules begin_sponsoring_rules;
extern const OperationRules end_sponsoring_rules;
extern const OperationRules clawback_rules;
extern const OperationRules clawback_claimable_balance_rules;
extern const OperationRules set_trust_line_flags_rules;

/// Null for what the sandbox does not apply (ruling 33): offers, pools, paths, contracts.
const OperationRules* rules_of(const xdr::OperationBody& body);

/// Of the operation, or else of its transaction.
xdr::AccountId source_of(const xdr::Operation& operation, const xdr::Transaction& transaction);

bool is_success(const xdr::OperationResult& result);
xdr::OperationResult refusal(xdr::OperationResultCode code);

template <xdr::OperationType Type>
using ResultOf = xdr::OperationResultTr::ArmType<Type>;
template <xdr::OperationType Type>
using CodeOf = decltype(ResultOf<Type>{}.type());

template <xdr::OperationType Type>
xdr::OperationResult outcome(ResultOf<Type> result) {
    return xdr::OperationResult{xdr::arm<xdr::OperationResultCode::op_inner>,
                                xdr::OperationResultTr{xdr::arm<Type>, std::move(result)}};
}

template <xdr::OperationType Type>
xdr::OperationResult outcome(CodeOf<Type> code) {
    return outcome<Type>(ResultOf<Type>{code});
}

/// Of a charge that was not done.
template <xdr::OperationType Type>
xdr::OperationResult outcome(Charge charge) {
    if (charge == Charge::too_many_sub_entries)
        return refusal(xdr::OperationResultCode::op_too_many_subentries);
    if (charge == Charge::too_many_sponsoring)
        return refusal(xdr::OperationResultCode::op_too_many_sponsoring);
    if constexpr (requires { CodeOf<Type>::low_reserve; })
        return outcome<Type>(CodeOf<Type>::low_reserve);
    else
        return refusal(xdr::OperationResultCode::op_not_supported);
}

/// `Fault(operation, source)` gives a code or nothing, `Apply(operation, scene)` the result.
template <xdr::OperationType Type, auto Fault, auto Apply, auto Level>
constexpr OperationRules rules_for() {
    return {.threshold =
                [](const xdr::OperationBody& body) {
                    if constexpr (requires { Level(*body.get_if<Type>()); })
                        return Level(*body.get_if<Type>());
                    else
                        return Level;
                },
            .fault = [](const xdr::OperationBody& body,
                        const xdr::AccountId& source) -> std::optional<xdr::OperationResult> {
                const std::optional<CodeOf<Type>> code = Fault(*body.get_if<Type>(), source);
                if (!code) return std::nullopt;
                return outcome<Type>(*code);
            },
            .apply = [](const xdr::OperationBody& body,
                        Scene& scene) { return Apply(*body.get_if<Type>(), scene); },
            .success = [] { return outcome<Type>(CodeOf<Type>::success); },
            .succeeded =
                [](const xdr::OperationResultTr& result) {
                    return result.get_if<Type>()->type() == CodeOf<Type>::success;
                }};
}

}  // namespace ledger::stellar::sandbox
