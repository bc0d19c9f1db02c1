#include "engine/core/state_cache.hpp"

#include "engine/log/sha256.hpp"

namespace ledger {
namespace {

std::string flat(const RowName& name) {
    std::string key(1, static_cast<char>(name.family));
    key += name.key;
    return key;
}

}  // namespace

template <class Value>
const Value* RecentlyUsed<Value>::find(const std::string& name) {
    const auto found = index_.find(name);
    if (found == index_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->value;
}

template <class Value>
void RecentlyUsed<Value>::put(const std::string& name, Value value, BatchNumber batch) {
    const auto found = index_.find(name);
    if (found == index_.end()) {
        entries_.push_front({name, std::move(value), batch});
        index_.emplace(name, entries_.begin());
        return;
    }
    found->second->value = std::move(value);
    found->second->batch = batch;
    entries_.splice(entries_.begin(), entries_, found->second);
}

template <class Value>
void RecentlyUsed<Value>::trim(std::size_t limit, BatchNumber durable) {
    while (index_.size() > limit && entries_.back().batch <= durable) {
        index_.erase(entries_.back().name);
        entries_.pop_back();
    }
}

template class RecentlyUsed<Stream>;
template class RecentlyUsed<std::optional<std::string>>;

StateCache::StateCache(CacheLimits limits, Secret index_key)
    : limits_{limits}, index_key_{std::move(index_key)} {}

const std::optional<std::string>* StateCache::row(const RowName& name) {
    return rows_.find(flat(name));
}

void StateCache::loaded(const std::string& name, Stream stream) {
    if (!streams_.contains(name)) streams_.put(name, std::move(stream), 0);
}

void StateCache::loaded(const RowName& name, std::optional<std::string> value) {
    const std::string key = flat(name);
    if (!rows_.contains(key)) rows_.put(key, std::move(value), 0);
}

void StateCache::apply(const Changes& changes, BatchNumber batch) {
    for (const auto& [name, stream] : changes.streams) streams_.put(name, stream, batch);
    for (const auto& [name, value] : changes.rows) rows_.put(flat(name), value, batch);
}

void StateCache::trim(BatchNumber durable) {
    streams_.trim(limits_.streams, durable);
    rows_.trim(limits_.rows, durable);
}

void StateCache::clear() {
    streams_.clear();
    rows_.clear();
}

std::string StateCache::unique_key(std::string_view space, std::string_view value) const {
    std::string key{space};
    key += '\0';
    key += as_view(hmac_sha256(index_key_.reveal(), value));
    return key;
}

}  // namespace ledger
