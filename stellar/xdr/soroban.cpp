#include "stellar/xdr/soroban.hpp"

#include "stellar/xdr/describe.hpp"

namespace ledger::stellar::xdr {

XDR_UNIONS(ContractIdPreimage, HostFunction, SorobanCredentials, SorobanAuthorizedFunction,
           SorobanTransactionDataExt)
XDR_TYPES(soroban_types, InvokeContractArgs, ContractIdPreimageFromAddress, ContractIdPreimage,
          CreateContractArgs, CreateContractArgsV2, HostFunction, SorobanAddressCredentials,
          SorobanDelegateSignature, SorobanAddressCredentialsWithDelegates, SorobanCredentials,
          SorobanAuthorizedFunction, SorobanAuthorizedInvocation, SorobanAuthorizationEntry,
          SorobanResourcesExtV0, SorobanTransactionDataExt, LedgerFootprint, SorobanResources,
          SorobanTransactionData)

}  // namespace ledger::stellar::xdr
