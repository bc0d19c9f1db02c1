#include "stellar/xdr/contract_values.hpp"

#include "stellar/xdr/describe.hpp"

namespace ledger::stellar::xdr {

XDR_UNIONS(ScError, ScAddress, ContractExecutable, ScVal)
XDR_TYPES(contract_values_types, ScError, UInt128Parts, Int128Parts, UInt256Parts, Int256Parts,
          ScMapEntry, ScAddress, ContractExecutable, ScContractInstance, ScNonceKey, ScVal)

}  // namespace ledger::stellar::xdr
