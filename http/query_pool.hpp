// Threads for queries that look at many rows, so that none of them holds up an I/O thread (ruling
// 58).
#pragma once

#include "http/traffic.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace ledger {

class QueryPool {
public:
    using Task = std::move_only_function<void()>;

    /// `waiting` bounds the queue, and outlives it.
    QueryPool(std::size_t threads, Gauge& waiting);
    QueryPool(const QueryPool&) = delete;
    QueryPool& operator=(const QueryPool&) = delete;
    /// Ends what runs; what only waits is dropped.
    ~QueryPool();

    /// Any thread, never blocks. False, and nothing happens, when the queue is full.
    bool submit(Task task);
    /// Likewise for what goes on with work that was taken: the queue is never full for it.
    void submit_rest(Task task);

private:
    void work();

    Gauge& waiting_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Task> tasks_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace ledger
