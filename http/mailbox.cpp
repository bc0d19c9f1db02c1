#include "http/mailbox.hpp"

#include <utility>

namespace ledger {

void Mailbox::put(Exchange::Task task, FunctionRef<void()> wake) {
    const std::lock_guard lock{mutex_};
    if (is_closed_) return;
    tasks_.push_back(std::move(task));
    if (tasks_.size() == 1) wake();
}

void Mailbox::run() {
    std::vector<Exchange::Task> tasks;
    {
        const std::lock_guard lock{mutex_};
        tasks.swap(tasks_);
    }
    for (Exchange::Task& task : tasks) task();
}

void Mailbox::close() {
    std::vector<Exchange::Task> dropped;
    const std::lock_guard lock{mutex_};
    is_closed_ = true;
    dropped.swap(tasks_);
}

}  // namespace ledger
