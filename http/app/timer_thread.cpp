#include "http/app/timer_thread.hpp"

#include <algorithm>
#include <utility>

namespace ledger {

TimerThread::TimerThread(Timers::Parts parts, std::function<void(const Error&)> on_fatal)
    : signal_{parts.signal},
      clock_{parts.clock},
      on_fatal_{std::move(on_fatal)},
      timers_{std::move(parts)},
      thread_{[this] { look(); }} {}

TimerThread::~TimerThread() { stop(); }

void TimerThread::stop() {
    signal_.end();
    if (thread_.joinable()) thread_.join();
    timers_.wait_until_idle();
}

void TimerThread::look() {
    Duration sleep{};
    do {
        if (const Result<void> rung = timers_.ring(); !rung) return on_fatal_(rung.error());
        const Timestamp next = signal_.next_look();
        const Timestamp now = clock_.now();
        sleep = next <= now ? Duration{} : longest_sleep;
        if (next < now + longest_sleep && next > now) sleep = next - now;
    } while (signal_.wait(sleep));
}

}  // namespace ledger
