#include "stellar/xdr/operations.hpp"

#include "stellar/xdr/describe.hpp"

namespace ledger::stellar::xdr {

XDR_UNIONS(RevokeSponsorshipOp)
XDR_TYPES(operations_types, CreateAccountOp, PaymentOp, PathPaymentStrictReceiveOp,
          PathPaymentStrictSendOp, ManageSellOfferOp, ManageBuyOfferOp, CreatePassiveSellOfferOp,
          SetOptionsOp, ChangeTrustOp, AllowTrustOp, ManageDataOp, BumpSequenceOp,
          CreateClaimableBalanceOp, ClaimClaimableBalanceOp, BeginSponsoringFutureReservesOp,
          RevokeSponsorshipOpSigner, RevokeSponsorshipOp, ClawbackOp, ClawbackClaimableBalanceOp,
          SetTrustLineFlagsOp, LiquidityPoolDepositOp, LiquidityPoolWithdrawOp,
          InvokeHostFunctionOp, ExtendFootprintTtlOp, RestoreFootprintOp)

}  // namespace ledger::stellar::xdr
