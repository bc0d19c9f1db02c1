#include "stellar/xdr/events.hpp"

#include "stellar/xdr/describe.hpp"

namespace ledger::stellar::xdr {

XDR_UNIONS(ContractEventBody)
XDR_TYPES(events_types, ContractEventV0, ContractEventBody, ContractEvent, DiagnosticEvent,
          TransactionEvent, InvokeHostFunctionSuccessPreImage)

}  // namespace ledger::stellar::xdr
