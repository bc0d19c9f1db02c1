#include "tests/support/rocksdb_background.hpp"

#include <rocksdb/env.h>

#include <memory>
#include <utility>

// Each pool has one thread, which does its work in order. A piece of work of our own that waits at
// a gate keeps the thread from all that was asked for later.

namespace ledger::test {
namespace {

constexpr auto flushes = rocksdb::Env::HIGH;
constexpr auto compactions = rocksdb::Env::LOW;

rocksdb::Env& pools() { return *rocksdb::Env::Default(); }

struct AtGate {
    std::promise<void> arrived;
    std::future<void> opened;
};

void wait_at_gate(void* place) {
    const std::unique_ptr<AtGate> here{static_cast<AtGate*>(place)};
    here->arrived.set_value();
    here->opened.wait();
}

/// Ready when the pool's thread has come to the gate, and so has done all that waited before.
std::future<void> close_gate(std::promise<void>& gate, rocksdb::Env::Priority pool) {
    auto place = std::make_unique<AtGate>();
    place->opened = gate.get_future();
    std::future<void> arrived = place->arrived.get_future();
    pools().Schedule(&wait_at_gate, place.release(), pool);
    return arrived;
}

}  // namespace

RocksdbBackground::RocksdbBackground() {
    pools().SetBackgroundThreads(1, flushes);
    pools().SetBackgroundThreads(1, compactions);
    close_gate(gate_, compactions).wait();
}

RocksdbBackground::~RocksdbBackground() { gate_.set_value(); }

bool RocksdbBackground::has_compactions() const {
    return pools().GetThreadPoolQueueLen(compactions) > 0;
}

void RocksdbBackground::compact() {
    std::promise<void> next;
    const std::future<void> arrived = close_gate(next, compactions);
    gate_.set_value();
    arrived.wait();
    gate_ = std::move(next);
}

void RocksdbBackground::settle() {
    std::promise<void> open;
    const std::future<void> arrived = close_gate(open, flushes);
    open.set_value();
    arrived.wait();
}

}  // namespace ledger::test
