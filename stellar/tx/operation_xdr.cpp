#include "stellar/tx/operation_xdr.hpp"

#include "stellar/tx/conversions.hpp"

#include <variant>

namespace ledger::stellar {
namespace {

using xdr::arm;
using xdr::OperationBody;
using xdr::OperationType;

template <class Number>
xdr::Optional<std::uint32_t> as_number(const std::optional<Number>& number) {
    if (!number) return std::nullopt;
    return *number;
}

/// No flags and nothing said of flags are the same.
xdr::Optional<std::uint32_t> unless_zero(std::uint32_t flags) {
    if (flags == 0) return std::nullopt;
    return flags;
}

xdr::SetOptionsOp options_of(const SetOptions& op) {
    xdr::SetOptionsOp options{.clear_flags = unless_zero(op.clear_flags),
                              .set_flags = unless_zero(op.set_flags),
                              .master_weight = as_number(op.master_weight),
                              .low_threshold = as_number(op.low_threshold),
                              .med_threshold = as_number(op.medium_threshold),
                              .high_threshold = as_number(op.high_threshold)};
    if (op.inflation_destination) options.inflation_dest = account_id(*op.inflation_destination);
    if (op.home_domain) options.home_domain = xdr::String32{*op.home_domain};
    if (op.signer) options.signer = xdr::Signer{op.signer->key, op.signer->weight};
    return options;
}

xdr::CreateClaimableBalanceOp balance_of(const CreateClaimableBalance& op) {
    xdr::CreateClaimableBalanceOp balance{.asset = to_xdr(op.asset), .amount = op.amount.units()};
    for (const Claimant& claimant : op.claimants)
        balance.claimants.emplace_back(arm<xdr::ClaimantType::claimant_type_v0>,
                                       account_id(claimant.account), claimant.when);
    return balance;
}

xdr::ManageDataOp data_of(const ManageData& op) {
    xdr::ManageDataOp data{.data_name = {op.name}};
    if (op.value) data.data_value = xdr::DataValue{*op.value};
    return data;
}

struct Bodies {
    OperationBody operator()(const Payment& op) const {
        return OperationBody{arm<OperationType::payment>, to_xdr(op.to), to_xdr(op.asset),
                             op.amount.units()};
    }
    OperationBody operator()(const CreateAccount& op) const {
        return OperationBody{arm<OperationType::create_account>, account_id(op.account),
                             op.starting_balance.units()};
    }
    OperationBody operator()(const AccountMerge& op) const {
        return OperationBody{arm<OperationType::account_merge>, to_xdr(op.into)};
    }
    OperationBody operator()(const ChangeTrust& op) const {
        return OperationBody{arm<OperationType::change_trust>, trust_line_of(op.asset),
                             op.limit.units()};
    }
    OperationBody operator()(const SetOptions& op) const {
        return OperationBody{arm<OperationType::set_options>, options_of(op)};
    }
    OperationBody operator()(const SetTrustLineFlags& op) const {
        return OperationBody{arm<OperationType::set_trust_line_flags>, account_id(op.account),
                             to_xdr(op.asset), op.clear_flags, op.set_flags};
    }
    OperationBody operator()(const CreateClaimableBalance& op) const {
        return OperationBody{arm<OperationType::create_claimable_balance>, balance_of(op)};
    }
    OperationBody operator()(const ClaimClaimableBalance& op) const {
        return OperationBody{arm<OperationType::claim_claimable_balance>, op.balance};
    }
    OperationBody operator()(const Clawback& op) const {
        return OperationBody{arm<OperationType::clawback>, to_xdr(op.asset), to_xdr(op.from),
                             op.amount.units()};
    }
    OperationBody operator()(const ClawbackClaimableBalance& op) const {
        return OperationBody{arm<OperationType::clawback_claimable_balance>, op.balance};
    }
    OperationBody operator()(const ManageData& op) const {
        return OperationBody{arm<OperationType::manage_data>, data_of(op)};
    }
    OperationBody operator()(const BumpSequence& op) const {
        return OperationBody{arm<OperationType::bump_sequence>, op.to};
    }
    OperationBody operator()(const BeginSponsoring& op) const {
        return OperationBody{arm<OperationType::begin_sponsoring_future_reserves>,
                             account_id(op.account)};
    }
    OperationBody operator()(const EndSponsoring&) const {
        return OperationBody{arm<OperationType::end_sponsoring_future_reserves>};
    }
};

}  // namespace

xdr::Operation to_xdr(const Operation& operation) {
    xdr::Operation result{.body = std::visit(Bodies{}, operation.action)};
    if (operation.source) result.source_account = to_xdr(*operation.source);
    return result;
}

}  // namespace ledger::stellar
