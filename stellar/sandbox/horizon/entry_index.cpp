#include "stellar/sandbox/horizon/entry_index.hpp"

#include "stellar/sandbox/entries.hpp"
#include "stellar/xdr/codec.hpp"

namespace ledger::stellar::sandbox {
namespace {

using xdr::LedgerEntryType;

/// Null unless the key is of an entry that an account has, beside itself.
const xdr::AccountId* owner_of(const xdr::LedgerKey& key) {
    if (const auto* line = key.get_if<LedgerEntryType::trustline>()) return &line->account_id;
    if (const auto* data = key.get_if<LedgerEntryType::data>()) return &data->account_id;
    return nullptr;
}

/// Every key of an entry can be encoded: the ledger keeps it by that.
std::string bytes_of(const xdr::LedgerKey& key) { return xdr::encode(key).value_or(""); }

}  // namespace

EntryIndex::EntryIndex(const Ledger& ledger) {
    ledger.for_each([this](const xdr::LedgerEntry& entry) { add(key_of(entry)); });
}

void EntryIndex::add(const xdr::LedgerKey& key) {
    if (const xdr::AccountId* const owner = owner_of(key))
        by_account_[ed25519_of(*owner)].insert_or_assign(bytes_of(key), key);
    if (key.type() == LedgerEntryType::claimable_balance)
        balances_.insert_or_assign(bytes_of(key), key);
}

void EntryIndex::remove(const xdr::LedgerKey& key) {
    if (key.type() == LedgerEntryType::claimable_balance) balances_.erase(bytes_of(key));
    const xdr::AccountId* const owner = owner_of(key);
    if (owner == nullptr) return;
    const auto found = by_account_.find(ed25519_of(*owner));
    if (found == by_account_.end()) return;
    found->second.erase(bytes_of(key));
    if (found->second.empty()) by_account_.erase(found);
}

void EntryIndex::apply(const ClosedLedger& ledger) {
    const auto apply_all = [this](const auto& meta) {
        apply(meta.tx_changes_before);
        for (const auto& operation : meta.operations) apply(operation.changes);
        apply(meta.tx_changes_after);
    };
    for (const AppliedTransaction& transaction : ledger.transactions) {
        if (const auto* second = transaction.meta.get_if<2>()) apply_all(*second);
        if (const auto* fourth = transaction.meta.get_if<4>()) apply_all(*fourth);
    }
}

void EntryIndex::apply(const xdr::LedgerEntryChanges& changes) {
    for (const xdr::LedgerEntryChange& change : changes) {
        if (const auto* created = change.get_if<xdr::LedgerEntryChangeType::created>())
            add(key_of(*created));
        if (const auto* removed = change.get_if<xdr::LedgerEntryChangeType::removed>())
            remove(*removed);
    }
}

void EntryIndex::visit_of(const AccountKey& account,
                          FunctionRef<void(const xdr::LedgerKey&)> visit) const {
    const auto found = by_account_.find(account);
    if (found == by_account_.end()) return;
    for (const auto& [bytes, key] : found->second) visit(key);
}

void EntryIndex::visit_balances(FunctionRef<void(const xdr::LedgerKey&)> visit) const {
    for (const auto& [bytes, key] : balances_) visit(key);
}

}  // namespace ledger::stellar::sandbox
