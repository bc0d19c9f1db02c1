// Lines on their way to a descriptor: bounded, written by a thread of their own, so that whoever
// logs never waits for the disk or for a pipe that nobody reads.
#pragma once

#include "engine/kernel/time.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace ledger {

/// Any thread. Lines that find no room are dropped and counted.
class LineQueue {
public:
    LineQueue(int descriptor, std::size_t bound_in_bytes);
    LineQueue(const LineQueue&) = delete;
    LineQueue& operator=(const LineQueue&) = delete;
    /// Writes what is queued, for at most a second.
    ~LineQueue();

    void push(std::string_view line);
    /// Waits until all that was pushed is written, or for so long.
    void drain(Duration most);
    std::uint64_t dropped() const;

private:
    void run();
    /// False when it is given up.
    bool write_out(std::string_view text);

    int descriptor_;
    std::size_t bound_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::string pending_;
    bool is_writing_ = false;
    bool ending_ = false;
    bool given_up_ = false;
    std::uint64_t dropped_ = 0;
    std::thread thread_;  ///< Last: it uses all of the above.
};

}  // namespace ledger
