#include "stellar/xdr/ledger_header.hpp"

#include "stellar/xdr/describe.hpp"

namespace ledger::stellar::xdr {

XDR_UNIONS(StellarValueExt, LedgerHeaderExtensionV1Ext, LedgerHeaderExt,
           LedgerHeaderHistoryEntryExt, TxSetComponent, TransactionPhase, GeneralizedTransactionSet)
XDR_TYPES(ledger_header_types, LedgerCloseValueSignature, StellarValueExt, StellarValue,
          LedgerHeaderExtensionV1Ext, LedgerHeaderExtensionV1, LedgerHeaderExt, LedgerHeader,
          LedgerHeaderHistoryEntryExt, LedgerHeaderHistoryEntry, TransactionSet,
          TxSetComponentTxsMaybeDiscountedFee, TxSetComponent, ParallelTxsComponent,
          TransactionPhase, TransactionSetV1, GeneralizedTransactionSet)

}  // namespace ledger::stellar::xdr
