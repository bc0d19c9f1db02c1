#include "stellar/xdr/transaction_meta.hpp"

#include "stellar/xdr/describe.hpp"

namespace ledger::stellar::xdr {

XDR_UNIONS(LedgerEntryChange, SorobanTransactionMetaExt, TransactionMeta)
XDR_TYPES(transaction_meta_types, LedgerEntryChange, OperationMeta, TransactionMetaV1,
          TransactionMetaV2, SorobanTransactionMetaExtV1, SorobanTransactionMetaExt,
          SorobanTransactionMeta, TransactionMetaV3, OperationMetaV2, SorobanTransactionMetaV2,
          TransactionMetaV4, TransactionMeta)

}  // namespace ledger::stellar::xdr
