#include "stellar/xdr/operation_results.hpp"

#include "stellar/xdr/describe.hpp"

namespace ledger::stellar::xdr {

XDR_UNIONS(CreateAccountResult, PaymentResult, SetOptionsResult, ChangeTrustResult,
           AllowTrustResult, AccountMergeResult, InflationResult, ManageDataResult,
           BumpSequenceResult, CreateClaimableBalanceResult, ClaimClaimableBalanceResult,
           BeginSponsoringFutureReservesResult, EndSponsoringFutureReservesResult,
           RevokeSponsorshipResult, ClawbackResult, ClawbackClaimableBalanceResult,
           SetTrustLineFlagsResult, LiquidityPoolDepositResult, LiquidityPoolWithdrawResult,
           InvokeHostFunctionResult, ExtendFootprintTtlResult, RestoreFootprintResult)
XDR_TYPES(operation_results_types, CreateAccountResult, PaymentResult, SetOptionsResult,
          ChangeTrustResult, AllowTrustResult, AccountMergeResult, InflationPayout, InflationResult,
          ManageDataResult, BumpSequenceResult, CreateClaimableBalanceResult,
          ClaimClaimableBalanceResult, BeginSponsoringFutureReservesResult,
          EndSponsoringFutureReservesResult, RevokeSponsorshipResult, ClawbackResult,
          ClawbackClaimableBalanceResult, SetTrustLineFlagsResult, LiquidityPoolDepositResult,
          LiquidityPoolWithdrawResult, InvokeHostFunctionResult, ExtendFootprintTtlResult,
          RestoreFootprintResult)

}  // namespace ledger::stellar::xdr
