// Transactions and their envelopes.
#pragma once

#include "stellar/xdr/declare.hpp"
#include "stellar/xdr/keys.hpp"
#include "stellar/xdr/operations.hpp"
#include "stellar/xdr/soroban.hpp"

namespace ledger::stellar::xdr {

XDR_ENUM(EnvelopeType, tx_v0 = 0, scp = 1, tx = 2, auth = 3, scpvalue = 4, tx_fee_bump = 5,
         op_id = 6, pool_revoke_op_id = 7, contract_id = 8, soroban_authorization = 9,
         soroban_authorization_with_address = 10)

struct TimeBounds {
    TimePoint min_time = 0;
    TimePoint max_time = 0;
    XDR_STRUCT(TimeBounds, min_time, max_time)
};

XDR_ENUM(MemoType, none = 0, text = 1, id = 2, hash = 3, return_ = 4)

struct Memo : Union<MemoType, Arm<Void, MemoType::none>, Arm<String<28>, MemoType::text>,
                    Arm<std::uint64_t, MemoType::id>, Arm<Hash, MemoType::hash>,
                    Arm<Hash, MemoType::return_>> {
    XDR_UNION(Memo)
};

XDR_ENUM(OperationType, create_account = 0, payment = 1, path_payment_strict_receive = 2,
         manage_sell_offer = 3, create_passive_sell_offer = 4, set_options = 5, change_trust = 6,
         allow_trust = 7, account_merge = 8, inflation = 9, manage_data = 10, bump_sequence = 11,
         manage_buy_offer = 12, path_payment_strict_send = 13, create_claimable_balance = 14,
         claim_claimable_balance = 15, begin_sponsoring_future_reserves = 16,
         end_sponsoring_future_reserves = 17, revoke_sponsorship = 18, clawback = 19,
         clawback_claimable_balance = 20, set_trust_line_flags = 21, liquidity_pool_deposit = 22,
         liquidity_pool_withdraw = 23, invoke_host_function = 24, extend_footprint_ttl = 25,
         restore_footprint = 26)

struct OperationBody
    : Union<OperationType, Arm<CreateAccountOp, OperationType::create_account>,
            Arm<PaymentOp, OperationType::payment>,
            Arm<PathPaymentStrictReceiveOp, OperationType::path_payment_strict_receive>,
            Arm<ManageSellOfferOp, OperationType::manage_sell_offer>,
            Arm<CreatePassiveSellOfferOp, OperationType::create_passive_sell_offer>,
            Arm<SetOptionsOp, OperationType::set_options>,
            Arm<ChangeTrustOp, OperationType::change_trust>,
            Arm<AllowTrustOp, OperationType::allow_trust>,
            Arm<MuxedAccount, OperationType::account_merge>, Arm<Void, OperationType::inflation>,
            Arm<ManageDataOp, OperationType::manage_data>,
            Arm<BumpSequenceOp, OperationType::bump_sequence>,
            Arm<ManageBuyOfferOp, OperationType::manage_buy_offer>,
            Arm<PathPaymentStrictSendOp, OperationType::path_payment_strict_send>,
            Arm<CreateClaimableBalanceOp, OperationType::create_claimable_balance>,
            Arm<ClaimClaimableBalanceOp, OperationType::claim_claimable_balance>,
            Arm<BeginSponsoringFutureReservesOp, OperationType::begin_sponsoring_future_reserves>,
            Arm<Void, OperationType::end_sponsoring_future_reserves>,
            Arm<RevokeSponsorshipOp, OperationType::revoke_sponsorship>,
            Arm<ClawbackOp, OperationType::clawback>,
            Arm<ClawbackClaimableBalanceOp, OperationType::clawback_claimable_balance>,
            Arm<SetTrustLineFlagsOp, OperationType::set_trust_line_flags>,
            Arm<LiquidityPoolDepositOp, OperationType::liquidity_pool_deposit>,
            Arm<LiquidityPoolWithdrawOp, OperationType::liquidity_pool_withdraw>,
            Arm<InvokeHostFunctionOp, OperationType::invoke_host_function>,
            Arm<ExtendFootprintTtlOp, OperationType::extend_footprint_ttl>,
            Arm<RestoreFootprintOp, OperationType::restore_footprint>> {
    XDR_UNION(OperationBody)
};

struct Operation {
    Optional<MuxedAccount> source_account{};
    OperationBody body{};
    XDR_STRUCT(Operation, source_account, body)
};

struct TransactionV0Ext : Union<std::int32_t, Arm<Void, 0>> {
    XDR_UNION(TransactionV0Ext)
};

struct TransactionV0 {
    Uint256 source_account_ed25519{};
    std::uint32_t fee = 0;
    SequenceNumber seq_num = 0;
    Optional<TimeBounds> time_bounds{};
    Memo memo{};
    Array<Operation, 100> operations{};
    TransactionV0Ext ext{};
    XDR_STRUCT(TransactionV0, source_account_ed25519, fee, seq_num, time_bounds, memo, operations,
               ext)
};

struct TransactionV0Envelope {
    TransactionV0 tx{};
    Array<DecoratedSignature, 20> signatures{};
    XDR_STRUCT(TransactionV0Envelope, tx, signatures)
};

XDR_ENUM(PreconditionType, none = 0, time = 1, v2 = 2)

struct LedgerBounds {
    std::uint32_t min_ledger = 0;
    std::uint32_t max_ledger = 0;
    XDR_STRUCT(LedgerBounds, min_ledger, max_ledger)
};

struct PreconditionsV2 {
    Optional<TimeBounds> time_bounds{};
    Optional<LedgerBounds> ledger_bounds{};
    Optional<SequenceNumber> min_seq_num{};
    Duration min_seq_age = 0;
    std::uint32_t min_seq_ledger_gap = 0;
    Array<SignerKey, 2> extra_signers{};
    XDR_STRUCT(PreconditionsV2, time_bounds, ledger_bounds, min_seq_num, min_seq_age,
               min_seq_ledger_gap, extra_signers)
};

struct Preconditions
    : Union<PreconditionType, Arm<Void, PreconditionType::none>,
            Arm<TimeBounds, PreconditionType::time>, Arm<PreconditionsV2, PreconditionType::v2>> {
    XDR_UNION(Preconditions)
};

struct TransactionExt : Union<std::int32_t, Arm<Void, 0>, Arm<SorobanTransactionData, 1>> {
    XDR_UNION(TransactionExt)
};

struct Transaction {
    MuxedAccount source_account{};
    std::uint32_t fee = 0;
    SequenceNumber seq_num = 0;
    Preconditions cond{};
    Memo memo{};
    Array<Operation, 100> operations{};
    TransactionExt ext{};
    XDR_STRUCT(Transaction, source_account, fee, seq_num, cond, memo, operations, ext)
};

struct TransactionV1Envelope {
    Transaction tx{};
    Array<DecoratedSignature, 20> signatures{};
    XDR_STRUCT(TransactionV1Envelope, tx, signatures)
};

struct FeeBumpTransactionInnerTx
    : Union<EnvelopeType, Arm<TransactionV1Envelope, EnvelopeType::tx>> {
    XDR_UNION(FeeBumpTransactionInnerTx)
};

struct FeeBumpTransactionExt : Union<std::int32_t, Arm<Void, 0>> {
    XDR_UNION(FeeBumpTransactionExt)
};

struct FeeBumpTransaction {
    MuxedAccount fee_source{};
    std::int64_t fee = 0;
    FeeBumpTransactionInnerTx inner_tx{};
    FeeBumpTransactionExt ext{};
    XDR_STRUCT(FeeBumpTransaction, fee_source, fee, inner_tx, ext)
};

struct FeeBumpTransactionEnvelope {
    FeeBumpTransaction tx{};
    Array<DecoratedSignature, 20> signatures{};
    XDR_STRUCT(FeeBumpTransactionEnvelope, tx, signatures)
};

struct TransactionEnvelope : Union<EnvelopeType, Arm<TransactionV0Envelope, EnvelopeType::tx_v0>,
                                   Arm<TransactionV1Envelope, EnvelopeType::tx>,
                                   Arm<FeeBumpTransactionEnvelope, EnvelopeType::tx_fee_bump>> {
    XDR_UNION(TransactionEnvelope)
};

struct TransactionSignaturePayloadTaggedTransaction
    : Union<EnvelopeType, Arm<Transaction, EnvelopeType::tx>,
            Arm<FeeBumpTransaction, EnvelopeType::tx_fee_bump>> {
    XDR_UNION(TransactionSignaturePayloadTaggedTransaction)
};

struct TransactionSignaturePayload {
    Hash network_id{};
    TransactionSignaturePayloadTaggedTransaction tagged_transaction{};
    XDR_STRUCT(TransactionSignaturePayload, network_id, tagged_transaction)
};

}  // namespace ledger::stellar::xdr
