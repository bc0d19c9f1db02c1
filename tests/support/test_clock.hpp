// A clock that stands still until a test moves it. Any thread.
#pragma once

#include "engine/ports/clock.hpp"

#include <atomic>

namespace ledger::test {

class TestClock final : public Clock {
public:
    /// 2026-01-05T12:00:00Z unless told.
    explicit TestClock(Timestamp now = timestamp_of(1'767'614'400'000'000'000))
        : now_{nanoseconds(now)} {}

    Timestamp now() const override { return timestamp_of(now_.load()); }
    Duration monotonic() const override { return Duration{monotonic_.load()}; }

    /// Time passes.
    void advance(Duration duration) {
        now_ += duration.count();
        monotonic_ += duration.count();
    }
    /// Somebody sets the wall clock, either way.
    void set(Timestamp now) { now_ = nanoseconds(now); }

private:
    std::atomic<std::int64_t> now_;
    std::atomic<std::int64_t> monotonic_ = 0;
};

}  // namespace ledger::test
