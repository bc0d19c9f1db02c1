#include "stellar/xdr/claimants.hpp"

#include "stellar/xdr/describe.hpp"

namespace ledger::stellar::xdr {

XDR_UNIONS(ClaimPredicate, Claimant)
XDR_TYPES(claimants_types, ClaimPredicate, ClaimantV0, Claimant)

}  // namespace ledger::stellar::xdr
