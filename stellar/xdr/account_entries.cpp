#include "stellar/xdr/account_entries.hpp"

#include "stellar/xdr/describe.hpp"

namespace ledger::stellar::xdr {

XDR_UNIONS(AccountEntryExtensionV2Ext, AccountEntryExtensionV1Ext, AccountEntryExt,
           TrustLineEntryExtensionV2Ext, TrustLineEntryV1Ext, TrustLineEntryExt, OfferEntryExt,
           DataEntryExt)
XDR_TYPES(account_entries_types, Signer, Liabilities, AccountEntryExtensionV3,
          AccountEntryExtensionV2Ext, AccountEntryExtensionV2, AccountEntryExtensionV1Ext,
          AccountEntryExtensionV1, AccountEntryExt, AccountEntry, TrustLineEntryExtensionV2Ext,
          TrustLineEntryExtensionV2, TrustLineEntryV1Ext, TrustLineEntryV1, TrustLineEntryExt,
          TrustLineEntry, OfferEntryExt, OfferEntry, DataEntryExt, DataEntry)

}  // namespace ledger::stellar::xdr
