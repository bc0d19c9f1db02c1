#include "stellar/sandbox/storage/state.hpp"

#include "stellar/sandbox/entries.hpp"
#include "stellar/xdr/transaction_meta.hpp"

namespace ledger::stellar::sandbox {
namespace {

using xdr::LedgerEntryChangeType;

template <class T>
Result<T> decode_stored(const xdr::VarOpaque<>& bytes) {
    auto value = xdr::decode<T>(bytes.bytes, {.input_bytes = bytes.bytes.size()});
    if (!value) return fail(ErrorKind::corrupt, "sandbox.corrupt", value.error().message);
    return value;
}

/// Null: the change says only what was before.
const xdr::LedgerEntry* entry_after(const xdr::LedgerEntryChange& change) {
    if (const auto* created = change.get_if<LedgerEntryChangeType::created>()) return created;
    if (const auto* updated = change.get_if<LedgerEntryChangeType::updated>()) return updated;
    return change.get_if<LedgerEntryChangeType::restored>();
}

}  // namespace

Result<RecoveredState> RecoveredState::from(StoredState state) {
    RecoveredState recovered;
    recovered.header_ = std::move(state.header);
    for (const xdr::LedgerEntry& entry : state.entries) TRY(recovered.put(entry));
    if (recovered.entries_.size() != state.entries.size())
        return fail(ErrorKind::corrupt, "sandbox.corrupt", "an entry of the state is there twice");
    return recovered;
}

Result<void> RecoveredState::put(const xdr::LedgerEntry& entry) {
    TRY(key, xdr::encode(key_of(entry)));
    entries_.insert_or_assign(key, entry);
    return {};
}

Result<void> RecoveredState::apply(const StoredLedger& ledger) {
    for (const StoredTransaction& transaction : ledger.transactions) {
        TRY(stored, decode_stored<StoredChanges>(transaction.fee_changes));
        TRY(apply(stored.changes));
    }
    for (const StoredTransaction& transaction : ledger.transactions) {
        TRY(meta, decode_stored<xdr::TransactionMeta>(transaction.meta));
        TRY(apply(meta));
    }
    header_ = ledger.header;
    return {};
}

Result<void> RecoveredState::apply(const xdr::TransactionMeta& meta) {
    const auto apply_all = [this](const auto& parts) -> Result<void> {
        TRY(apply(parts.tx_changes_before));
        for (const auto& operation : parts.operations) TRY(apply(operation.changes));
        return apply(parts.tx_changes_after);
    };
    if (const auto* second = meta.get_if<2>()) return apply_all(*second);
    if (const auto* third = meta.get_if<3>()) return apply_all(*third);
    if (const auto* fourth = meta.get_if<4>()) return apply_all(*fourth);
    return fail(ErrorKind::corrupt, "sandbox.corrupt",
                "meta of a version that no ledger here writes");
}

Result<void> RecoveredState::apply(const xdr::LedgerEntryChanges& changes) {
    for (const xdr::LedgerEntryChange& change : changes) {
        if (const xdr::LedgerEntry* const entry = entry_after(change)) TRY(put(*entry));
        if (const auto* removed = change.get_if<LedgerEntryChangeType::removed>()) {
            TRY(key, xdr::encode(*removed));
            entries_.erase(key);
        }
    }
    return {};
}

std::vector<xdr::LedgerEntry> RecoveredState::entries() const {
    std::vector<xdr::LedgerEntry> entries;
    entries.reserve(entries_.size());
    for (const auto& [key, entry] : entries_) entries.push_back(entry);
    return entries;
}

}  // namespace ledger::stellar::sandbox
