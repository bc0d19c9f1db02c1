#include "stellar/xdr/transaction_results.hpp"

#include "stellar/xdr/describe.hpp"

namespace ledger::stellar::xdr {

XDR_UNIONS(OperationResultTr, OperationResult, InnerTransactionResultResult,
           InnerTransactionResultExt, TransactionResultResult, TransactionResultExt)
XDR_TYPES(transaction_results_types, OperationResultTr, OperationResult,
          InnerTransactionResultResult, InnerTransactionResultExt, InnerTransactionResult,
          InnerTransactionResultPair, TransactionResultResult, TransactionResultExt,
          TransactionResult, TransactionResultPair, TransactionResultSet)

}  // namespace ledger::stellar::xdr
