// Tasks of other threads for an I/O thread: one wake-up for all that gathered.
#pragma once

#include "engine/kernel/function_ref.hpp"
#include "http/exchange.hpp"

#include <mutex>
#include <vector>

namespace ledger {

class Mailbox {
public:
    /// Any thread. Calls `wake` when nothing waits yet: the I/O thread has to `run`. Does nothing
    /// once it is closed; `wake` and `close` exclude each other.
    void put(Exchange::Task task, FunctionRef<void()> wake);
    /// On the I/O thread.
    void run();
    /// Nothing reaches the I/O thread any more.
    void close();

private:
    std::mutex mutex_;
    bool is_closed_ = false;
    std::vector<Exchange::Task> tasks_;
};

}  // namespace ledger
