#include "tests/support/rocksdb_background.hpp"

#include <rocksdb/env.h>

#include <latch>
#include <utility>

// Each pool has one thread, which does its work in order. A piece of work of our own that waits at
// a gate keeps the thread from all that was asked for later.

namespace ledger::test {
namespace {

constexpr auto flushes = rocksdb::Env::HIGH;
constexpr auto compactions = rocksdb::Env::LOW;

rocksdb::Env& pools() { return *rocksdb::Env::Default(); }

}  // namespace

struct RocksdbBackground::Gate {
    std::latch reached{1};
    std::latch opened{1};

    static void close(std::shared_ptr<Gate> gate, rocksdb::Env::Priority pool) {
        auto held = std::make_unique<std::shared_ptr<Gate>>(std::move(gate));
        pools().Schedule(&Gate::wait, held.release(), pool);
    }
    static void wait(void* held) {
        const std::unique_ptr<std::shared_ptr<Gate>> gate{static_cast<std::shared_ptr<Gate>*>(held)};
        (*gate)->reached.count_down();
        (*gate)->opened.wait();
    }
};

RocksdbBackground::RocksdbBackground() {
    pools().SetBackgroundThreads(1, flushes);
    pools().SetBackgroundThreads(1, compactions);
    compact();
}

RocksdbBackground::~RocksdbBackground() { gate_->opened.count_down(); }

bool RocksdbBackground::has_compactions() const {
    return pools().GetThreadPoolQueueLen(compactions) > 0;
}

void RocksdbBackground::compact() {
    auto next = std::make_shared<Gate>();
    Gate::close(next, compactions);
    if (gate_) gate_->opened.count_down();
    next->reached.wait();
    gate_ = std::move(next);
}

void RocksdbBackground::settle() {
    const auto behind = std::make_shared<Gate>();
    behind->opened.count_down();
    Gate::close(behind, flushes);
    behind->reached.wait();
}

}  // namespace ledger::test
