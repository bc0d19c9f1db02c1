// Results of transactions.
#pragma once

#include "stellar/xdr/declare.hpp"
#include "stellar/xdr/operation_results.hpp"
#include "stellar/xdr/trade_results.hpp"
#include "stellar/xdr/transactions.hpp"

namespace ledger::stellar::xdr {

XDR_ENUM(TransactionResultCode, tx_fee_bump_inner_success = 1, tx_success = 0, tx_failed = -1,
         tx_too_early = -2, tx_too_late = -3, tx_missing_operation = -4, tx_bad_seq = -5,
         tx_bad_auth = -6, tx_insufficient_balance = -7, tx_no_account = -8,
         tx_insufficient_fee = -9, tx_bad_auth_extra = -10, tx_internal_error = -11,
         tx_not_supported = -12, tx_fee_bump_inner_failed = -13, tx_bad_sponsorship = -14,
         tx_bad_min_seq_age_or_gap = -15, tx_malformed = -16, tx_soroban_invalid = -17,
         tx_frozen_key_accessed = -18)

XDR_ENUM(OperationResultCode, op_inner = 0, op_bad_auth = -1, op_no_account = -2,
         op_not_supported = -3, op_too_many_subentries = -4, op_exceeded_work_limit = -5,
         op_too_many_sponsoring = -6)

struct OperationResultTr
    : Union<
          OperationType, Arm<CreateAccountResult, OperationType::create_account>,
          Arm<PaymentResult, OperationType::payment>,
          Arm<PathPaymentStrictReceiveResult, OperationType::path_payment_strict_receive>,
          Arm<ManageSellOfferResult, OperationType::manage_sell_offer>,
          Arm<ManageSellOfferResult, OperationType::create_passive_sell_offer>,
          Arm<SetOptionsResult, OperationType::set_options>,
          Arm<ChangeTrustResult, OperationType::change_trust>,
          Arm<AllowTrustResult, OperationType::allow_trust>,
          Arm<AccountMergeResult, OperationType::account_merge>,
          Arm<InflationResult, OperationType::inflation>,
          Arm<ManageDataResult, OperationType::manage_data>,
          Arm<BumpSequenceResult, OperationType::bump_sequence>,
          Arm<ManageBuyOfferResult, OperationType::manage_buy_offer>,
          Arm<PathPaymentStrictSendResult, OperationType::path_payment_strict_send>,
          Arm<CreateClaimableBalanceResult, OperationType::create_claimable_balance>,
          Arm<ClaimClaimableBalanceResult, OperationType::claim_claimable_balance>,
          Arm<BeginSponsoringFutureReservesResult, OperationType::begin_sponsoring_future_reserves>,
          Arm<EndSponsoringFutureReservesResult, OperationType::end_sponsoring_future_reserves>,
          Arm<RevokeSponsorshipResult, OperationType::revoke_sponsorship>,
          Arm<ClawbackResult, OperationType::clawback>,
          Arm<ClawbackClaimableBalanceResult, OperationType::clawback_claimable_balance>,
          Arm<SetTrustLineFlagsResult, OperationType::set_trust_line_flags>,
          Arm<LiquidityPoolDepositResult, OperationType::liquidity_pool_deposit>,
          Arm<LiquidityPoolWithdrawResult, OperationType::liquidity_pool_withdraw>,
          Arm<InvokeHostFunctionResult, OperationType::invoke_host_function>,
          Arm<ExtendFootprintTtlResult, OperationType::extend_footprint_ttl>,
          Arm<RestoreFootprintResult, OperationType::restore_footprint>> {
    XDR_UNION(OperationResultTr)
};

struct OperationResult : Union<OperationResultCode,
                               Arm<OperationResultTr, OperationResultCode::op_inner>, Rest<Void>> {
    XDR_UNION(OperationResult)
};

struct InnerTransactionResultResult
    : Union<TransactionResultCode,
            Arm<Array<OperationResult>, TransactionResultCode::tx_success,
                TransactionResultCode::tx_failed>,
            Arm<Void, TransactionResultCode::tx_too_early, TransactionResultCode::tx_too_late,
                TransactionResultCode::tx_missing_operation, TransactionResultCode::tx_bad_seq,
                TransactionResultCode::tx_bad_auth, TransactionResultCode::tx_insufficient_balance,
                TransactionResultCode::tx_no_account, TransactionResultCode::tx_insufficient_fee,
                TransactionResultCode::tx_bad_auth_extra, TransactionResultCode::tx_internal_error,
                TransactionResultCode::tx_not_supported, TransactionResultCode::tx_bad_sponsorship,
                TransactionResultCode::tx_bad_min_seq_age_or_gap,
                TransactionResultCode::tx_malformed, TransactionResultCode::tx_soroban_invalid,
                TransactionResultCode::tx_frozen_key_accessed>> {
    XDR_UNION(InnerTransactionResultResult)
};

struct InnerTransactionResultExt : Union<std::int32_t, Arm<Void, 0>> {
    XDR_UNION(InnerTransactionResultExt)
};

struct InnerTransactionResult {
    std::int64_t fee_charged = 0;
    InnerTransactionResultResult result{};
    InnerTransactionResultExt ext{};
    XDR_STRUCT(InnerTransactionResult, fee_charged, result, ext)
};

struct InnerTransactionResultPair {
    Hash transaction_hash{};
    InnerTransactionResult result{};
    XDR_STRUCT(InnerTransactionResultPair, transaction_hash, result)
};

struct TransactionResultResult
    : Union<TransactionResultCode,
            Arm<InnerTransactionResultPair, TransactionResultCode::tx_fee_bump_inner_success,
                TransactionResultCode::tx_fee_bump_inner_failed>,
            Arm<Array<OperationResult>, TransactionResultCode::tx_success,
                TransactionResultCode::tx_failed>,
            Rest<Void>> {
    XDR_UNION(TransactionResultResult)
};

struct TransactionResultExt : Union<std::int32_t, Arm<Void, 0>> {
    XDR_UNION(TransactionResultExt)
};

struct TransactionResult {
    std::int64_t fee_charged = 0;
    TransactionResultResult result{};
    TransactionResultExt ext{};
    XDR_STRUCT(TransactionResult, fee_charged, result, ext)
};

struct TransactionResultPair {
    Hash transaction_hash{};
    TransactionResult result{};
    XDR_STRUCT(TransactionResultPair, transaction_hash, result)
};

struct TransactionResultSet {
    Array<TransactionResultPair> results{};
    XDR_STRUCT(TransactionResultSet, results)
};

}  // namespace ledger::stellar::xdr
