// When to look for due timers next: what commits tell whoever wakes aggregates.
#pragma once

#include "engine/kernel/time.hpp"

#include <condition_variable>
#include <mutex>

namespace ledger {

/// Any thread.
class TimerSignal {
public:
    /// Timestamp::max() when nothing is known to be due ever. At first: at once, for what an
    /// earlier process has left.
    Timestamp next_look() const {
        const std::lock_guard lock{mutex_};
        return next_look_;
    }
    /// Something is due at `time`.
    void look_at(Timestamp time) {
        const std::lock_guard lock{mutex_};
        if (time >= next_look_) return;
        next_look_ = time;
        is_sooner_ = true;
        wakes_.notify_all();
    }
    /// Whoever looks begins: what is told from now on counts, whether he sees it or not.
    void begin_look() {
        const std::lock_guard lock{mutex_};
        next_look_ = Timestamp::max();
    }
    /// Sleeps until `next_look` moves to an earlier time, but no longer than `most`; false: it is
    /// time to end.
    bool wait(Duration most) {
        std::unique_lock lock{mutex_};
        wakes_.wait_for(lock, most, [this] { return is_ending_ || is_sooner_; });
        is_sooner_ = false;
        return !is_ending_;
    }
    void end() {
        const std::lock_guard lock{mutex_};
        is_ending_ = true;
        wakes_.notify_all();
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable wakes_;
    Timestamp next_look_ = Timestamp::min();
    bool is_sooner_ = false;
    bool is_ending_ = false;
};

}  // namespace ledger
