// Results of the other operations.
#pragma once

#include "stellar/xdr/declare.hpp"
#include "stellar/xdr/keys.hpp"

namespace ledger::stellar::xdr {

XDR_ENUM(CreateAccountResultCode, success = 0, malformed = -1, underfunded = -2, low_reserve = -3,
         already_exist = -4)

struct CreateAccountResult : Union<CreateAccountResultCode, Rest<Void>> {
    XDR_UNION(CreateAccountResult)
};

XDR_ENUM(PaymentResultCode, success = 0, malformed = -1, underfunded = -2, src_no_trust = -3,
         src_not_authorized = -4, no_destination = -5, no_trust = -6, not_authorized = -7,
         line_full = -8, no_issuer = -9)

struct PaymentResult : Union<PaymentResultCode, Rest<Void>> {
    XDR_UNION(PaymentResult)
};

XDR_ENUM(SetOptionsResultCode, success = 0, low_reserve = -1, too_many_signers = -2, bad_flags = -3,
         invalid_inflation = -4, cant_change = -5, unknown_flag = -6, threshold_out_of_range = -7,
         bad_signer = -8, invalid_home_domain = -9, auth_revocable_required = -10)

struct SetOptionsResult : Union<SetOptionsResultCode, Rest<Void>> {
    XDR_UNION(SetOptionsResult)
};

XDR_ENUM(ChangeTrustResultCode, success = 0, malformed = -1, no_issuer = -2, invalid_limit = -3,
         low_reserve = -4, self_not_allowed = -5, trust_line_missing = -6, cannot_delete = -7,
         not_auth_maintain_liabilities = -8)

struct ChangeTrustResult : Union<ChangeTrustResultCode, Rest<Void>> {
    XDR_UNION(ChangeTrustResult)
};

XDR_ENUM(AllowTrustResultCode, success = 0, malformed = -1, no_trust_line = -2,
         trust_not_required = -3, cant_revoke = -4, self_not_allowed = -5, low_reserve = -6)

struct AllowTrustResult : Union<AllowTrustResultCode, Rest<Void>> {
    XDR_UNION(AllowTrustResult)
};

XDR_ENUM(AccountMergeResultCode, success = 0, malformed = -1, no_account = -2, immutable_set = -3,
         has_sub_entries = -4, seqnum_too_far = -5, dest_full = -6, is_sponsor = -7)

struct AccountMergeResult : Union<AccountMergeResultCode,
                                  Arm<std::int64_t, AccountMergeResultCode::success>, Rest<Void>> {
    XDR_UNION(AccountMergeResult)
};

XDR_ENUM(InflationResultCode, success = 0, not_time = -1)

struct InflationPayout {
    AccountId destination{};
    std::int64_t amount = 0;
    XDR_STRUCT(InflationPayout, destination, amount)
};

struct InflationResult
    : Union<InflationResultCode, Arm<Array<InflationPayout>, InflationResultCode::success>,
            Rest<Void>> {
    XDR_UNION(InflationResult)
};

XDR_ENUM(ManageDataResultCode, success = 0, not_supported_yet = -1, name_not_found = -2,
         low_reserve = -3, invalid_name = -4)

struct ManageDataResult : Union<ManageDataResultCode, Rest<Void>> {
    XDR_UNION(ManageDataResult)
};

XDR_ENUM(BumpSequenceResultCode, success = 0, bad_seq = -1)

struct BumpSequenceResult : Union<BumpSequenceResultCode, Rest<Void>> {
    XDR_UNION(BumpSequenceResult)
};

XDR_ENUM(CreateClaimableBalanceResultCode, success = 0, malformed = -1, low_reserve = -2,
         no_trust = -3, not_authorized = -4, underfunded = -5)

struct CreateClaimableBalanceResult
    : Union<CreateClaimableBalanceResultCode,
            Arm<ClaimableBalanceId, CreateClaimableBalanceResultCode::success>, Rest<Void>> {
    XDR_UNION(CreateClaimableBalanceResult)
};

XDR_ENUM(ClaimClaimableBalanceResultCode, success = 0, does_not_exist = -1, cannot_claim = -2,
         line_full = -3, no_trust = -4, not_authorized = -5, trustline_frozen = -6)

struct ClaimClaimableBalanceResult : Union<ClaimClaimableBalanceResultCode, Rest<Void>> {
    XDR_UNION(ClaimClaimableBalanceResult)
};

XDR_ENUM(BeginSponsoringFutureReservesResultCode, success = 0, malformed = -1,
         already_sponsored = -2, recursive = -3)

struct BeginSponsoringFutureReservesResult
    : Union<BeginSponsoringFutureReservesResultCode, Rest<Void>> {
    XDR_UNION(BeginSponsoringFutureReservesResult)
};

XDR_ENUM(EndSponsoringFutureReservesResultCode, success = 0, not_sponsored = -1)

struct EndSponsoringFutureReservesResult
    : Union<EndSponsoringFutureReservesResultCode, Rest<Void>> {
    XDR_UNION(EndSponsoringFutureReservesResult)
};

XDR_ENUM(RevokeSponsorshipResultCode, success = 0, does_not_exist = -1, not_sponsor = -2,
         low_reserve = -3, only_transferable = -4, malformed = -5)

struct RevokeSponsorshipResult : Union<RevokeSponsorshipResultCode, Rest<Void>> {
    XDR_UNION(RevokeSponsorshipResult)
};

XDR_ENUM(ClawbackResultCode, success = 0, malformed = -1, not_clawback_enabled = -2, no_trust = -3,
         underfunded = -4)

struct ClawbackResult : Union<ClawbackResultCode, Rest<Void>> {
    XDR_UNION(ClawbackResult)
};

XDR_ENUM(ClawbackClaimableBalanceResultCode, success = 0, does_not_exist = -1, not_issuer = -2,
         not_clawback_enabled = -3)

struct ClawbackClaimableBalanceResult : Union<ClawbackClaimableBalanceResultCode, Rest<Void>> {
    XDR_UNION(ClawbackClaimableBalanceResult)
};

XDR_ENUM(SetTrustLineFlagsResultCode, success = 0, malformed = -1, no_trust_line = -2,
         cant_revoke = -3, invalid_state = -4, low_reserve = -5)

struct SetTrustLineFlagsResult : Union<SetTrustLineFlagsResultCode, Rest<Void>> {
    XDR_UNION(SetTrustLineFlagsResult)
};

XDR_ENUM(LiquidityPoolDepositResultCode, success = 0, malformed = -1, no_trust = -2,
         not_authorized = -3, underfunded = -4, line_full = -5, bad_price = -6, pool_full = -7,
         trustline_frozen = -8)

struct LiquidityPoolDepositResult : Union<LiquidityPoolDepositResultCode, Rest<Void>> {
    XDR_UNION(LiquidityPoolDepositResult)
};

XDR_ENUM(LiquidityPoolWithdrawResultCode, success = 0, malformed = -1, no_trust = -2,
         underfunded = -3, line_full = -4, under_minimum = -5, trustline_frozen = -6)

struct LiquidityPoolWithdrawResult : Union<LiquidityPoolWithdrawResultCode, Rest<Void>> {
    XDR_UNION(LiquidityPoolWithdrawResult)
};

XDR_ENUM(InvokeHostFunctionResultCode, success = 0, malformed = -1, trapped = -2,
         resource_limit_exceeded = -3, entry_archived = -4, insufficient_refundable_fee = -5)

struct InvokeHostFunctionResult
    : Union<InvokeHostFunctionResultCode, Arm<Hash, InvokeHostFunctionResultCode::success>,
            Rest<Void>> {
    XDR_UNION(InvokeHostFunctionResult)
};

XDR_ENUM(ExtendFootprintTtlResultCode, success = 0, malformed = -1, resource_limit_exceeded = -2,
         insufficient_refundable_fee = -3)

struct ExtendFootprintTtlResult : Union<ExtendFootprintTtlResultCode, Rest<Void>> {
    XDR_UNION(ExtendFootprintTtlResult)
};

XDR_ENUM(RestoreFootprintResultCode, success = 0, malformed = -1, resource_limit_exceeded = -2,
         insufficient_refundable_fee = -3)

struct RestoreFootprintResult : Union<RestoreFootprintResultCode, Rest<Void>> {
    XDR_UNION(RestoreFootprintResult)
};

}  // namespace ledger::stellar::xdr
