#include "stellar/sandbox/state.hpp"

#include "engine/kernel/assert.hpp"
#include "stellar/sandbox/entries.hpp"
#include "stellar/xdr/codec.hpp"

#include <utility>

namespace ledger::stellar::sandbox {
namespace {

/// Keys are made of decoded values or of our own, so that their bounds hold.
std::string key_bytes(const xdr::LedgerKey& key) { return xdr::encode(key).value(); }

template <xdr::LedgerEntryChangeType Type, class Value>
xdr::LedgerEntryChange change(const Value& value) {
    return xdr::LedgerEntryChange{xdr::arm<Type>, value};
}

}  // namespace

State::State(State& below, std::uint32_t ledger)
    : below_{&below}, ledger_{ledger}, sponsors_{below.sponsors_} {}

bool State::add(xdr::LedgerEntry entry) {
    LEDGER_ASSERT(below_ == nullptr);
    const auto key = xdr::encode(key_of(entry));
    if (!key || !xdr::encode(entry)) return false;
    return entries_.try_emplace(*key, std::move(entry)).second;
}

const xdr::LedgerEntry* State::find(const std::string& key) const {
    for (const State* state = this; state != nullptr; state = state->below_) {
        const auto found = state->entries_.find(key);
        if (found != state->entries_.end()) return found->second ? &*found->second : nullptr;
    }
    return nullptr;
}

const xdr::LedgerEntry* State::find(const xdr::LedgerKey& key) const {
    return find(key_bytes(key));
}

xdr::LedgerEntry* State::touch(const xdr::LedgerKey& key) {
    const std::string bytes = key_bytes(key);
    const auto here = entries_.find(bytes);
    if (here != entries_.end()) return here->second ? &*here->second : nullptr;
    const xdr::LedgerEntry* entry = find(bytes);
    if (entry == nullptr) return nullptr;
    auto& copy = entries_[bytes].emplace(*entry);
    copy.last_modified_ledger_seq = ledger_;
    return &copy;
}

void State::put(xdr::LedgerEntry entry) {
    entry.last_modified_ledger_seq = ledger_;
    const std::string key = key_bytes(key_of(entry));
    entries_[key] = std::move(entry);
}

void State::erase(const xdr::LedgerKey& key) { entries_[key_bytes(key)].reset(); }

xdr::LedgerEntryChanges State::changes() const {
    using Type = xdr::LedgerEntryChangeType;
    LEDGER_ASSERT(below_ != nullptr);
    xdr::LedgerEntryChanges changes;
    for (const auto& [key, entry] : entries_) {
        const xdr::LedgerEntry* before = below_->find(key);
        if (before != nullptr) changes.push_back(change<Type::state>(*before));
        if (before != nullptr && entry) changes.push_back(change<Type::updated>(*entry));
        if (before != nullptr && !entry) changes.push_back(change<Type::removed>(key_of(*before)));
        if (before == nullptr && entry) changes.push_back(change<Type::created>(*entry));
    }
    return changes;
}

void State::commit() {
    LEDGER_ASSERT(below_ != nullptr);
    for (auto& [key, entry] : entries_) {
        if (!entry && below_->below_ == nullptr) {
            below_->entries_.erase(key);
        } else {
            below_->entries_[key] = std::move(entry);
        }
    }
    entries_.clear();
    below_->sponsors_ = sponsors_;
}

void State::for_each(FunctionRef<void(const xdr::LedgerEntry&)> visit) const {
    LEDGER_ASSERT(below_ == nullptr);
    for (const auto& [key, entry] : entries_) visit(*entry);
}

}  // namespace ledger::stellar::sandbox
