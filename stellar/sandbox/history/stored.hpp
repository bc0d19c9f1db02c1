// Closed ledgers and states as they are stored, declared as XDR: so their decoders are strict,
// total and bounded like all others.
#pragma once

#include "stellar/sandbox/ledger.hpp"
#include "stellar/xdr/codec.hpp"
#include "stellar/xdr/declare.hpp"
#include "stellar/xdr/ledger_entries.hpp"
#include "stellar/xdr/ledger_header.hpp"

#include <string>

namespace ledger::stellar::sandbox {

using xdr::Type;

/// The XDR of each part stays as it is: clients are given these very bytes.
struct StoredTransaction {
    Hash hash{};
    xdr::Optional<Hash> inner_hash{};  ///< Of a fee bump.
    xdr::VarOpaque<> envelope{};       ///< TransactionEnvelope
    xdr::VarOpaque<> result{};         ///< TransactionResult
    xdr::VarOpaque<> fee_changes{};    ///< LedgerEntryChanges
    xdr::VarOpaque<> meta{};           ///< TransactionMeta
    XDR_STRUCT(StoredTransaction, hash, inner_hash, envelope, result, fee_changes, meta)
};

struct StoredLedger {
    Hash hash{};
    xdr::LedgerHeader header{};
    xdr::Array<StoredTransaction> transactions{};  ///< In the order applied.
    XDR_STRUCT(StoredLedger, hash, header, transactions)
};

/// Everything that is there after a ledger has closed.
struct StoredState {
    xdr::LedgerHeader header{};
    xdr::Array<xdr::LedgerEntry> entries{};
    XDR_STRUCT(StoredState, header, entries)
};

/// Changes of entries have no name of their own among XDR's structs.
struct StoredChanges {
    xdr::LedgerEntryChanges changes{};
    XDR_STRUCT(StoredChanges, changes)
};

/// Fails only when a part of the ledger cannot be encoded.
Result<StoredLedger> stored(const ClosedLedger& ledger);

}  // namespace ledger::stellar::sandbox
