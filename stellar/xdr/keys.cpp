#include "stellar/xdr/keys.hpp"

#include "stellar/xdr/describe.hpp"

namespace ledger::stellar::xdr {

XDR_UNIONS(SignerKey, MuxedAccount, PublicKey, ClaimableBalanceId, ExtensionPoint)
XDR_TYPES(keys_types, SignerKeyEd25519SignedPayload, SignerKey, MuxedAccountMed25519, MuxedAccount,
          PublicKey, ContractId, PoolId, ClaimableBalanceId, MuxedEd25519Account,
          DecoratedSignature, ExtensionPoint)

}  // namespace ledger::stellar::xdr
