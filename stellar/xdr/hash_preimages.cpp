#include "stellar/xdr/hash_preimages.hpp"

#include "stellar/xdr/describe.hpp"

namespace ledger::stellar::xdr {

XDR_UNIONS(HashIdPreimage)
XDR_TYPES(hash_preimages_types, HashIdPreimageOperationId, HashIdPreimageRevokeId,
          HashIdPreimageContractId, HashIdPreimageSorobanAuthorization,
          HashIdPreimageSorobanAuthorizationWithAddress, HashIdPreimage)

}  // namespace ledger::stellar::xdr
