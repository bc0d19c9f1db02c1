// The thread that wakes aggregates when their time has come.
#pragma once

#include "engine/core/timers.hpp"
#include "engine/kernel/error.hpp"

#include <functional>
#include <thread>

namespace ledger {

class TimerThread {
public:
    /// How late a timer may be found after the wall clock was set forward.
    static constexpr Duration longest_sleep = std::chrono::seconds{1};

    /// Starts at once. `on_fatal`: the log cannot be read, and the process must end.
    TimerThread(Timers::Parts parts, std::function<void(const Error&)> on_fatal);
    TimerThread(const TimerThread&) = delete;
    TimerThread& operator=(const TimerThread&) = delete;
    ~TimerThread();  ///< Stops.

    /// Waits until the commands under way are answered; none is submitted afterwards.
    void stop();
    /// As Timers::is_busy. Any thread.
    bool is_busy() const { return timers_.is_busy(); }

private:
    void look();

    TimerSignal& signal_;
    const Clock& clock_;
    std::function<void(const Error&)> on_fatal_;
    Timers timers_;
    std::thread thread_;
};

}  // namespace ledger
