#include "stellar/xdr/trade_results.hpp"

#include "stellar/xdr/describe.hpp"

namespace ledger::stellar::xdr {

XDR_UNIONS(ClaimAtom, PathPaymentStrictReceiveResult, PathPaymentStrictSendResult,
           ManageOfferSuccessResultOffer, ManageSellOfferResult, ManageBuyOfferResult)
XDR_TYPES(trade_results_types, ClaimOfferAtomV0, ClaimOfferAtom, ClaimLiquidityAtom, ClaimAtom,
          SimplePaymentResult, PathPaymentStrictReceiveResultSuccess,
          PathPaymentStrictReceiveResult, PathPaymentStrictSendResultSuccess,
          PathPaymentStrictSendResult, ManageOfferSuccessResultOffer, ManageOfferSuccessResult,
          ManageSellOfferResult, ManageBuyOfferResult)

}  // namespace ledger::stellar::xdr
