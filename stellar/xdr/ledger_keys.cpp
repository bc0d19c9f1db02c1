#include "stellar/xdr/ledger_keys.hpp"

#include "stellar/xdr/describe.hpp"

namespace ledger::stellar::xdr {

XDR_UNIONS(LedgerKey)
XDR_TYPES(ledger_keys_types, LedgerKeyAccount, LedgerKeyTrustLine, LedgerKeyOffer, LedgerKeyData,
          LedgerKeyClaimableBalance, LedgerKeyLiquidityPool, LedgerKeyContractData,
          LedgerKeyContractCode, LedgerKeyTtl, LedgerKey)

}  // namespace ledger::stellar::xdr
