// A ledger on the real disk without the network in front of it.
#pragma once

#include "bench/support/measured.hpp"
#include "engine/core/pipeline.hpp"
#include "engine/kernel/route.hpp"
#include "engine/platform/posix_file_system.hpp"
#include "engine/platform/system_clock.hpp"
#include "engine/platform/system_entropy.hpp"
#include "http/app/open_ledger.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace ledger::bench {

/// Commands that are under way at most: enough for two full batches and those that gather.
inline constexpr std::size_t most_in_flight = 4'096;

/// How many commands are under way; lets their sender wait for room and for the end.
class InFlight {
public:
    void sent() { count_.fetch_add(1, std::memory_order_relaxed); }
    void answered();
    void wait_for_room() const;
    void wait_until(std::size_t most) const;
    /// How many there may be.
    void set_window(std::size_t window) { window_ = window; }

private:
    std::size_t window_ = 0;
    std::atomic<std::size_t> count_{0};
};

/// What `nociq serve` opens, with the same checks and the same threads, but no views.
class RunningLedger {
public:
    explicit RunningLedger(const std::string& folder);

    /// Submits the commands in order, as fast as they are taken; returns when the last one is
    /// answered. Each counts for `bytes` in the bounds of the queue and of a batch. Gives up when
    /// one of them is refused.
    Cost execute(std::vector<PreparedCommand> commands, std::size_t bytes);

    Position end() const { return pipeline_->durable_end(); }
    std::uint64_t commits() const { return pipeline_->state().commits; }

private:
    SystemClock clock_;
    SystemEntropy entropy_;
    PosixFileSystem files_;
    OpenedLedger ledger_;
    InFlight in_flight_;
    std::unique_ptr<Pipeline> pipeline_;
};

}  // namespace ledger::bench
