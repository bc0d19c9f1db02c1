#include "stellar/xdr/ledger_close.hpp"

#include "stellar/xdr/describe.hpp"

namespace ledger::stellar::xdr {

XDR_UNIONS(LedgerCloseMetaExt, LedgerCloseMeta)
XDR_TYPES(ledger_close_types, LedgerCloseMetaExtV1, LedgerCloseMetaExt, LedgerCloseMetaV1,
          LedgerCloseMetaV2, LedgerCloseMeta)

}  // namespace ledger::stellar::xdr
