// What the sequencer knows without the disk: folded streams and rows, bounded, least recently used
// out first.
#pragma once

#include "engine/core/changes.hpp"
#include "engine/kernel/secret.hpp"
#include "engine/log/sha256.hpp"

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ledger {

struct CacheLimits {
    /// Above what one atomic import of 10,000 rows touches, so that any command fits.
    std::size_t streams = 32'768;
    std::size_t rows = 131'072;
};

/// Numbers the batches that the sequencer hands on: a change is on disk once its batch is.
using BatchNumber = std::uint64_t;

/// A name to its value, and which batch brings that value to disk.
template <class Value>
class RecentlyUsed {
public:
    /// Null when unknown; else valid until the next `put` or `trim`. Counts as a use.
    const Value* find(const std::string& name);
    /// Once `batch` is durable, the value may be forgotten and read again.
    void put(const std::string& name, Value value, BatchNumber batch);
    bool contains(const std::string& name) const { return index_.contains(name); }
    void trim(std::size_t limit, BatchNumber durable);
    std::size_t size() const { return index_.size(); }
    void clear() {
        index_.clear();
        entries_.clear();
    }

private:
    struct Entry {
        std::string name;
        Value value;
        BatchNumber batch;
    };
    std::list<Entry> entries_;  ///< Most recently used first.
    std::unordered_map<std::string_view, typename std::list<Entry>::iterator> index_;
};

/// One thread. Nothing is forgotten while a change to it is not yet on disk: a cold read, which
/// sees durable data only, is then always complete (ruling 46).
class StateCache {
public:
    StateCache(CacheLimits limits, const Secret& index_key);

    const Stream* stream(const std::string& name) { return streams_.find(name); }
    const std::optional<std::string>* row(const RowName& name);

    /// What a cold read found; ignored when it is known by now, since then it is newer.
    void loaded(const std::string& name, Stream stream);
    void loaded(const RowName& name, std::optional<std::string> value);
    /// Takes the streams; rows stay as they are.
    void apply(Changes& changes, BatchNumber batch);
    void trim(BatchNumber durable);
    void clear();

    /// Key in family `unique`: space, 0, HMAC(index key, value).
    std::string unique_key(std::string_view space, std::string_view value);

private:
    CacheLimits limits_;
    HmacSha256 index_hmac_;
    RecentlyUsed<Stream> streams_;
    RecentlyUsed<std::optional<std::string>> rows_;
};

}  // namespace ledger
