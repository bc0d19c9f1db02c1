#include "stellar/xdr/ledger_entries.hpp"

#include "stellar/xdr/describe.hpp"

namespace ledger::stellar::xdr {

XDR_UNIONS(ClaimableBalanceEntryExtensionV1Ext, ClaimableBalanceEntryExt, LiquidityPoolEntryBody,
           ContractCodeEntryExt, LedgerEntryData, LedgerEntryExtensionV1Ext, LedgerEntryExt)
XDR_TYPES(ledger_entries_types, ClaimableBalanceEntryExtensionV1Ext,
          ClaimableBalanceEntryExtensionV1, ClaimableBalanceEntryExt, ClaimableBalanceEntry,
          LiquidityPoolEntryConstantProduct, LiquidityPoolEntryBody, LiquidityPoolEntry,
          ContractDataEntry, ContractCodeCostInputs, ContractCodeEntryV1, ContractCodeEntryExt,
          ContractCodeEntry, TtlEntry, LedgerEntryData, LedgerEntryExtensionV1Ext,
          LedgerEntryExtensionV1, LedgerEntryExt, LedgerEntry)

}  // namespace ledger::stellar::xdr
