#include "engine/platform/line_queue.hpp"

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace ledger {
namespace {

/// A pipe that is ready takes so many bytes at once without blocking (PIPE_BUF of Linux).
constexpr std::size_t piece = 4'096;
constexpr int poll_milliseconds = 100;
constexpr Duration last_chance = std::chrono::seconds{1};

}  // namespace

LineQueue::LineQueue(int descriptor, std::size_t bound_in_bytes)
    : descriptor_{descriptor}, bound_{bound_in_bytes}, thread_{[this] { run(); }} {}

LineQueue::~LineQueue() {
    drain(last_chance);
    {
        const std::lock_guard lock{mutex_};
        ending_ = true;
        given_up_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void LineQueue::push(std::string_view line) {
    const std::lock_guard lock{mutex_};
    if (pending_.size() + line.size() > bound_) {
        ++dropped_;
        return;
    }
    if (pending_.empty()) changed_.notify_all();
    pending_ += line;
}

void LineQueue::drain(Duration most) {
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, most, [&] { return pending_.empty() && !is_writing_; });
}

std::uint64_t LineQueue::dropped() const {
    const std::lock_guard lock{mutex_};
    return dropped_;
}

void LineQueue::run() {
    std::unique_lock lock{mutex_};
    while (true) {
        changed_.wait(lock, [&] { return ending_ || !pending_.empty(); });
        if (ending_) return;
        const std::string text = std::exchange(pending_, {});
        is_writing_ = true;
        lock.unlock();
        static_cast<void>(write_out(text));
        lock.lock();
        is_writing_ = false;
        changed_.notify_all();
    }
}

bool LineQueue::write_out(std::string_view text) {
    while (!text.empty()) {
        pollfd waiting{.fd = descriptor_, .events = POLLOUT, .revents = 0};
        const int ready = ::poll(&waiting, 1, poll_milliseconds);
        if (ready == 0) {
            const std::lock_guard lock{mutex_};
            if (given_up_) return false;
            continue;
        }
        const ssize_t count = ::write(descriptor_, text.data(), std::min(text.size(), piece));
        if (count < 0 && errno != EINTR && errno != EAGAIN) return false;
        if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

}  // namespace ledger
