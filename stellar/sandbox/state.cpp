#include "stellar/sandbox/state.hpp"

#include "engine/kernel/assert.hpp"
#include "stellar/sandbox/entries.hpp"
#include "stellar/tx/hashes.hpp"
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
    const auto hash = xdr_hash(entry);
    const auto key = ledger_key(entry);
    const auto bytes = key ? xdr::encode(*key) : Result<std::string>{};
    if (!hash || !key || !bytes) return false;
    return slots_.try_emplace(*bytes, Slot{.entry = std::move(entry), .hash = *hash}).second;
}

const xdr::LedgerEntry* State::find(const std::string& key) const {
    for (const State* state = this; state != nullptr; state = state->below_) {
        const auto found = state->slots_.find(key);
        if (found == state->slots_.end()) continue;
        return found->second.entry ? &*found->second.entry : nullptr;
    }
    return nullptr;
}

const xdr::LedgerEntry* State::find(const xdr::LedgerKey& key) const {
    return find(key_bytes(key));
}

xdr::LedgerEntry* State::touch(const xdr::LedgerKey& key) {
    const std::string bytes = key_bytes(key);
    const auto here = slots_.find(bytes);
    if (here != slots_.end()) return here->second.entry ? &*here->second.entry : nullptr;
    const xdr::LedgerEntry* entry = find(bytes);
    if (entry == nullptr) return nullptr;
    xdr::LedgerEntry& copy = slots_[bytes].entry.emplace(*entry);
    copy.last_modified_ledger_seq = ledger_;
    return &copy;
}

void State::put(xdr::LedgerEntry entry) {
    entry.last_modified_ledger_seq = ledger_;
    const std::string key = key_bytes(key_of(entry));
    slots_[key].entry = std::move(entry);
}

void State::erase(const xdr::LedgerKey& key) { slots_[key_bytes(key)].entry.reset(); }

xdr::LedgerEntryChanges State::changes() const {
    using Type = xdr::LedgerEntryChangeType;
    LEDGER_ASSERT(below_ != nullptr);
    xdr::LedgerEntryChanges changes;
    for (const auto& [key, slot] : slots_) {
        const xdr::LedgerEntry* before = below_->find(key);
        const xdr::LedgerEntry* now = slot.entry ? &*slot.entry : nullptr;
        if (before != nullptr) changes.push_back(change<Type::state>(*before));
        if (before != nullptr && now != nullptr) changes.push_back(change<Type::updated>(*now));
        if (before != nullptr && now == nullptr)
            changes.push_back(change<Type::removed>(key_of(*before)));
        if (before == nullptr && now != nullptr) changes.push_back(change<Type::created>(*now));
    }
    return changes;
}

void State::commit() {
    LEDGER_ASSERT(below_ != nullptr);
    const bool is_to_ground = below_->below_ == nullptr;
    for (auto& [key, slot] : slots_) {
        if (is_to_ground && !slot.entry) {
            below_->slots_.erase(key);
            continue;
        }
        // What rules made of what was decoded keeps its bounds.
        if (is_to_ground) slot.hash = xdr_hash(*slot.entry).value();
        below_->slots_[key] = std::move(slot);
    }
    slots_.clear();
    below_->sponsors_ = sponsors_;
}

void State::for_each(FunctionRef<void(const xdr::LedgerEntry&)> visit) const {
    LEDGER_ASSERT(below_ == nullptr);
    for (const auto& [key, slot] : slots_) visit(*slot.entry);
}

Hash State::hash() const {
    LEDGER_ASSERT(below_ == nullptr);
    std::string hashes;
    hashes.reserve(slots_.size() * sizeof(Hash));
    for (const auto& [key, slot] : slots_) hashes += as_view(slot.hash);
    return sha256(hashes);
}

}  // namespace ledger::stellar::sandbox
