// Lets a load generator send at a steady rate, whatever the replies take.
#pragma once

#include <chrono>
#include <thread>

namespace ledger::test {

/// Beats are due at fixed times: whoever was held up catches up.
class Pacer {
public:
    using Clock = std::chrono::steady_clock;

    explicit Pacer(double per_second)
        : interval_{std::chrono::duration_cast<Clock::duration>(
              std::chrono::duration<double>{1 / per_second})},
          next_{Clock::now()} {}

    /// Waits for the next beat; says how late it is.
    Clock::duration wait() {
        std::this_thread::sleep_until(next_);
        const Clock::duration late = Clock::now() - next_;
        next_ += interval_;
        return late;
    }

private:
    Clock::duration interval_;
    Clock::time_point next_;
};

}  // namespace ledger::test
