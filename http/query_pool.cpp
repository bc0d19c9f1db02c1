#include "http/query_pool.hpp"

#include <utility>

namespace ledger {

QueryPool::QueryPool(std::size_t threads, Gauge& waiting) : waiting_{waiting} {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

QueryPool::~QueryPool() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
        waiting_.remove(tasks_.size());
        tasks_.clear();
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

bool QueryPool::submit(Task task) {
    {
        const std::lock_guard lock{mutex_};
        if (stopping_ || !waiting_.enter()) return false;
        tasks_.push_back(std::move(task));
    }
    wake_.notify_one();
    return true;
}

void QueryPool::submit_rest(Task task) {
    {
        const std::lock_guard lock{mutex_};
        if (stopping_) return;
        waiting_.add(1);
        tasks_.push_back(std::move(task));
    }
    wake_.notify_one();
}

void QueryPool::work() {
    for (;;) {
        Task task;
        {
            std::unique_lock lock{mutex_};
            wake_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
            if (stopping_) return;
            task = std::move(tasks_.front());
            tasks_.pop_front();
            waiting_.leave();
        }
        task();
    }
}

}  // namespace ledger
