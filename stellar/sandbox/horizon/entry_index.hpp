// Which entries belong to an account, and which balances may be claimed: what the ledger, which
// finds entries by their keys alone, is not asked.
#pragma once

#include "engine/kernel/function_ref.hpp"
#include "stellar/sandbox/history/participants.hpp"
#include "stellar/sandbox/ledger.hpp"
#include "stellar/xdr/ledger_keys.hpp"

#include <map>
#include <string>

namespace ledger::stellar::sandbox {

class EntryIndex {
public:
    EntryIndex() = default;
    /// Of all entries there are.
    explicit EntryIndex(const Ledger& ledger);

    /// What the ledger created and removed.
    void apply(const ClosedLedger& ledger);

    /// The keys of an account's trust lines and data, in the order of their XDR.
    void visit_of(const AccountKey& account, FunctionRef<void(const xdr::LedgerKey&)> visit) const;
    /// Of all claimable balances, in the order of their ids.
    void visit_balances(FunctionRef<void(const xdr::LedgerKey&)> visit) const;

private:
    void add(const xdr::LedgerKey& key);
    void remove(const xdr::LedgerKey& key);
    void apply(const xdr::LedgerEntryChanges& changes);

    /// By the XDR of the key.
    using Keys = std::map<std::string, xdr::LedgerKey>;
    std::map<AccountKey, Keys> by_account_;
    Keys balances_;
};

}  // namespace ledger::stellar::sandbox
