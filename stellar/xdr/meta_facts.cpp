#include "stellar/xdr/meta_facts.hpp"

namespace ledger::stellar::xdr {
namespace {

template <class Operations>
std::vector<const LedgerEntryChanges*> changes_of(const Operations& operations) {
    std::vector<const LedgerEntryChanges*> changes;
    for (const auto& operation : operations) changes.push_back(&operation.changes);
    return changes;
}

/// What each operation changed.
std::vector<const LedgerEntryChanges*> operation_changes(const TransactionMeta& meta) {
    if (const auto* operations = meta.get_if<0>()) return changes_of(*operations);
    if (const auto* v1 = meta.get_if<1>()) return changes_of(v1->operations);
    if (const auto* v2 = meta.get_if<2>()) return changes_of(v2->operations);
    if (const auto* v3 = meta.get_if<3>()) return changes_of(v3->operations);
    if (const auto* v4 = meta.get_if<4>()) return changes_of(v4->operations);
    return {};
}

MetaFacts facts_of(const TransactionMetaV3& meta) {
    if (!meta.soroban_meta) return {};
    const SorobanTransactionMeta& soroban = *meta.soroban_meta;
    return {soroban.return_value, soroban.events, soroban.diagnostic_events};
}

MetaFacts facts_of(const TransactionMetaV4& meta) {
    MetaFacts facts;
    if (meta.soroban_meta) facts.return_value = meta.soroban_meta->return_value;
    for (const OperationMetaV2& operation : meta.operations)
        facts.events.insert(facts.events.end(), operation.events.begin(), operation.events.end());
    facts.diagnostic_events = meta.diagnostic_events;
    return facts;
}

const AccountEntry* created_account(const LedgerEntryChange& change) {
    const LedgerEntry* entry = change.get_if<LedgerEntryChangeType::created>();
    return entry == nullptr ? nullptr : entry->data.get_if<LedgerEntryType::account>();
}

}  // namespace

MetaFacts facts_of(const TransactionMeta& meta) {
    if (const auto* v3 = meta.get_if<3>()) return facts_of(*v3);
    if (const auto* v4 = meta.get_if<4>()) return facts_of(*v4);
    return {};
}

std::optional<SequenceNumber> created_sequence(const TransactionMeta& meta,
                                               const AccountId& account) {
    for (const LedgerEntryChanges* changes : operation_changes(meta)) {
        for (const LedgerEntryChange& change : *changes) {
            const AccountEntry* created = created_account(change);
            if (created != nullptr && created->account_id == account) return created->seq_num;
        }
    }
    return std::nullopt;
}

}  // namespace ledger::stellar::xdr
