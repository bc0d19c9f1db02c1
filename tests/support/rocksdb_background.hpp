// RocksDB's background threads, held back so that one thread decides what happens when.
#pragma once

#include <future>

namespace ledger::test {

/// While one lives, compactions of every database in the process wait for `compact`, and nothing
/// that a step began in the background outlives `settle`. One at a time.
class RocksdbBackground {
public:
    RocksdbBackground();
    RocksdbBackground(const RocksdbBackground&) = delete;
    RocksdbBackground& operator=(const RocksdbBackground&) = delete;
    ~RocksdbBackground();

    bool has_compactions() const;
    /// Runs those that wait. What they give rise to waits again: on a full disk that is the same
    /// compaction once more, for ever.
    void compact();
    /// Until the flushes that were asked for are done.
    void settle();

private:
    std::promise<void> gate_;  ///< What the compacting thread waits at.
};

}  // namespace ledger::test
