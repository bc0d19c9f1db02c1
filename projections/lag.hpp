// How long the slowest view has been behind the log: remembers when the log's end stood where.
#pragma once

#include "engine/kernel/id.hpp"
#include "engine/kernel/time.hpp"

#include <atomic>
#include <chrono>
#include <deque>
#include <limits>
#include <mutex>
#include <optional>

namespace ledger {

/// Any thread. Times are of a monotonic clock.
class LagMeter {
public:
    /// Commits that are no further apart than this count as one, made at the time of the first.
    static constexpr Duration spacing = std::chrono::milliseconds{50};
    static constexpr std::size_t most_marks = 1'024;

    /// The log's end moved to `end`.
    void committed(Position end, Duration now) {
        const std::lock_guard lock{mutex_};
        if (end <= folded_) return;
        if (!marks_.empty() && (now - marks_.back().time < spacing || marks_.size() >= most_marks))
            marks_.back().end = std::max(marks_.back().end, end);
        else
            marks_.push_back({.end = end, .time = now});
        publish();
    }
    /// The slowest view has come to `position`, or gone back to it.
    void folded(Position position) {
        const std::lock_guard lock{mutex_};
        folded_ = position;
        while (!marks_.empty() && marks_.front().end <= position) marks_.pop_front();
        publish();
    }

    /// When the first event was committed that the slowest view has not folded; nothing when there
    /// is none. Too early by `spacing` at most.
    std::optional<Duration> behind_since() const {
        const Duration::rep since = since_.load(std::memory_order_relaxed);
        return since == never ? std::nullopt : std::optional{Duration{since}};
    }
    /// Where the slowest view is.
    Position position() const { return position_.load(std::memory_order_relaxed); }

private:
    static constexpr Duration::rep never = std::numeric_limits<Duration::rep>::max();
    struct Mark {
        Position end = 0;
        Duration time{};
    };

    void publish() {
        since_.store(marks_.empty() ? never : marks_.front().time.count(),
                     std::memory_order_relaxed);
        position_.store(folded_, std::memory_order_relaxed);
    }

    std::mutex mutex_;
    std::deque<Mark> marks_;
    Position folded_ = 0;
    // For those who ask at every request.
    std::atomic<Duration::rep> since_ = never;
    std::atomic<Position> position_ = 0;
};

}  // namespace ledger
