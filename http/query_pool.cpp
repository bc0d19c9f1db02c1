#include "http/query_pool.hpp"

#include <utility>

namespace ledger {

QueryPool::QueryPool(std::size_t threads, std::size_t queue) : queue_{queue} {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

QueryPool::~QueryPool() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
        tasks_.clear();
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

bool QueryPool::submit(Task task) {
    {
        const std::lock_guard lock{mutex_};
        if (stopping_ || tasks_.size() >= queue_) return false;
        tasks_.push_back(std::move(task));
    }
    wake_.notify_one();
    return true;
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
        }
        task();
    }
}

}  // namespace ledger
