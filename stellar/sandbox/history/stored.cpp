#include "stellar/sandbox/history/stored.hpp"

#include "stellar/xdr/describe.hpp"

namespace ledger::stellar::sandbox {

using xdr::make_type;

XDR_EXPAND(XDR_DEFINE_EACH(StoredTransaction, StoredLedger, StoredState, StoredChanges))

namespace {

Result<StoredTransaction> stored_transaction(const AppliedTransaction& applied) {
    TRY(envelope, xdr::encode(applied.envelope));
    TRY(result, xdr::encode(applied.result));
    TRY(fee_changes, xdr::encode(StoredChanges{applied.fee_changes}));
    TRY(meta, xdr::encode(applied.meta));
    return StoredTransaction{.hash = applied.hash,
                             .inner_hash = applied.inner_hash,
                             .envelope = {std::move(envelope)},
                             .result = {std::move(result)},
                             .fee_changes = {std::move(fee_changes)},
                             .meta = {std::move(meta)}};
}

}  // namespace

Result<StoredLedger> stored(const ClosedLedger& ledger) {
    StoredLedger result{.hash = ledger.hash, .header = ledger.header};
    result.transactions.reserve(ledger.transactions.size());
    for (const AppliedTransaction& applied : ledger.transactions) {
        TRY(transaction, stored_transaction(applied));
        result.transactions.push_back(std::move(transaction));
    }
    return result;
}

}  // namespace ledger::stellar::sandbox
