// What must be looked at from time to time: free disk space, and rot in files that nobody reads.
#pragma once

#include "engine/core/pipeline.hpp"
#include "engine/platform/log_sink.hpp"
#include "engine/ports/event_log.hpp"
#include "engine/ports/file_system.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace ledger {

struct HousekeepingSettings {
    std::string folder;
    std::uint64_t disk_reserve_bytes = 512ULL << 20U;  ///< Ruling 44.
    Duration disk_interval = std::chrono::seconds{1};
    Duration scrub_interval =
        std::chrono::hours{12};  ///< The whole log well within 24 h (ruling 42).
};

/// Two threads of its own, from construction to destruction.
class Housekeeping {
public:
    struct Parts {
        FileSystem& files;
        const EventLog& log;
        Pipeline& pipeline;
        LogSink& sink;
        std::function<void(const Error&)> on_fatal;
    };
    Housekeeping(Parts parts, HousekeepingSettings settings);
    Housekeeping(const Housekeeping&) = delete;
    Housekeeping& operator=(const Housekeeping&) = delete;
    ~Housekeeping();

private:
    void watch_disk();
    void scrub();
    /// False when it is time to end.
    bool wait(Duration duration);

    Parts parts_;
    HousekeepingSettings settings_;
    std::mutex mutex_;
    std::condition_variable wakes_;
    bool ending_ = false;
    std::thread disk_thread_;
    std::thread scrub_thread_;
};

}  // namespace ledger
