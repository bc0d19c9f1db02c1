// Events per second over the last seconds.
#pragma once

#include "engine/kernel/id.hpp"
#include "engine/kernel/time.hpp"

#include <chrono>
#include <deque>

namespace ledger {

/// Times are of a monotonic clock.
class RateMeter {
public:
    static constexpr Duration window = std::chrono::seconds{5};
    static constexpr Duration spacing = std::chrono::milliseconds{250};

    void add(Duration now, Position position) {
        // The last sample moves on until it is `spacing` away from the one before it.
        if (samples_.size() > 1 && now - samples_[samples_.size() - 2].time < spacing)
            samples_.pop_back();
        samples_.push_back({.time = now, .position = position});
        while (samples_.size() > 2 && now - samples_[1].time >= window) samples_.pop_front();
    }

    double per_second(Duration now) const {
        if (samples_.size() < 2 || now - samples_.back().time >= window) return 0;
        const std::chrono::duration<double> time = now - samples_.front().time;
        if (time.count() <= 0) return 0;
        return static_cast<double>(samples_.back().position - samples_.front().position) /
               time.count();
    }

private:
    struct Sample {
        Duration time{};
        Position position = 0;
    };
    std::deque<Sample> samples_;
};

}  // namespace ledger
