#include "engine/core/state_cache.hpp"

#include <utility>

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
        index_.emplace(entries_.front().name, entries_.begin());
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

StateCache::StateCache(CacheLimits limits, const Secret& index_key)
    : limits_{limits}, index_hmac_{index_key.reveal()} {}

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

void StateCache::apply(Changes& changes, BatchNumber batch) {
    for (auto& [name, stream] : changes.streams) streams_.put(name, std::move(stream), batch);
    changes.streams.clear();
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

std::string StateCache::unique_key(std::string_view space, std::string_view value) {
    std::string key{space};
    key += '\0';
    key += as_view(index_hmac_(value));
    return key;
}

}  // namespace ledger
