#include "stellar/xdr/transactions.hpp"

#include "stellar/xdr/describe.hpp"

namespace ledger::stellar::xdr {

XDR_UNIONS(Memo, OperationBody, TransactionV0Ext, Preconditions, TransactionExt,
           FeeBumpTransactionInnerTx, FeeBumpTransactionExt, TransactionEnvelope,
           TransactionSignaturePayloadTaggedTransaction)
XDR_TYPES(transactions_types, TimeBounds, Memo, OperationBody, Operation, TransactionV0Ext,
          TransactionV0, TransactionV0Envelope, LedgerBounds, PreconditionsV2, Preconditions,
          TransactionExt, Transaction, TransactionV1Envelope, FeeBumpTransactionInnerTx,
          FeeBumpTransactionExt, FeeBumpTransaction, FeeBumpTransactionEnvelope,
          TransactionEnvelope, TransactionSignaturePayloadTaggedTransaction,
          TransactionSignaturePayload)

}  // namespace ledger::stellar::xdr
