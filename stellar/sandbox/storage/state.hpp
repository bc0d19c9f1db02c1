// The entries of a ledger while they are brought forward by what later ledgers changed.
#pragma once

#include "stellar/sandbox/history/stored.hpp"

#include <map>
#include <string>
#include <vector>

namespace ledger::stellar::sandbox {

class RecoveredState {
public:
    /// Fails when an entry cannot be encoded or is there twice.
    static Result<RecoveredState> from(StoredState state);

    const xdr::LedgerHeader& header() const { return header_; }
    /// What `ledger`, the next one, changed: fees first, as it did. Fails with kind corrupt when
    /// its parts do not decode.
    Result<void> apply(const StoredLedger& ledger);
    /// In order of the keys' XDR.
    std::vector<xdr::LedgerEntry> entries() const;

private:
    Result<void> apply(const xdr::LedgerEntryChanges& changes);
    Result<void> apply(const xdr::TransactionMeta& meta);
    Result<void> put(const xdr::LedgerEntry& entry);

    xdr::LedgerHeader header_;
    std::map<std::string, xdr::LedgerEntry> entries_;  ///< By the XDR of the key.
};

}  // namespace ledger::stellar::sandbox
