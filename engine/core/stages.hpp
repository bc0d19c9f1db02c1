// The stages that a command passes through: decided, committed, answered; with cold reads beside.
#pragma once

#include "engine/core/command.hpp"
#include "engine/core/committer.hpp"
#include "engine/core/sequencer.hpp"
#include "engine/ports/clock.hpp"
#include "engine/ports/event_log.hpp"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace ledger {

/// Settings; every queue is bounded (law 14).
struct PipelineLimits {
    std::size_t queued_commands = 65'536;
    std::size_t queued_bytes = 32U << 20U;  ///< With those that are parked.
    std::size_t batch_commands = 1'024;
    std::size_t batch_bytes = 4U << 20U;
    std::uint32_t loaders = 1;
    Duration head_sync_interval = std::chrono::milliseconds{100};
};

/// Figures for health and metrics.
struct PipelineState {
    Position durable_end = 0;
    std::size_t queued_commands = 0;
    std::size_t queued_bytes = 0;  ///< With those that are parked.
    std::size_t parked_commands = 0;
    std::size_t most_parked_commands = 0;
    std::uint64_t commits = 0;
    std::uint64_t head_syncs = 0;
    std::uint64_t answered = 0;  ///< Commands, refusals and repetitions included.
    std::uint64_t rejected = 0;
    bool storage_low = false;
    bool clock_trusted = true;
};

/// Without threads of its own: the Pipeline drives each stage by a thread, a simulation drives all
/// of them by one. A stage belongs to one thread at a time; what passes between two is guarded.
class Stages {
public:
    /// Called once, by whichever stage finds that the log can no longer be trusted or written
    /// (failed sync, corrupt read): the process must end without answering anything that is
    /// pending. No stage does anything afterwards.
    using FatalHandler = std::function<void(const Error&)>;
    /// Called by the committing stage after each durable commit; must not block.
    using DurableListener = std::function<void(Position end)>;
    /// Called by the committing stage after a durable commit that set timers, with the earliest.
    using TimerListener = std::function<void(Timestamp due)>;

    struct Parts {
        Sequencer sequencer;
        Committer committer;
        const EventLog& log;
        const Clock& clock;
        DurableListener on_durable;
        FatalHandler on_fatal;
        TimerListener on_timer_set{};  ///< Null: nobody listens.
    };
    /// What came in since the sequencer last looked.
    struct Work {
        std::deque<Command> commands;
        std::vector<Loaded> found;
        BatchNumber on_disk = 0;
    };

    Stages(Parts parts, const PipelineLimits& limits);

    /// Any thread; see Pipeline.
    Result<void> submit(Command command);
    Position durable_end() const { return durable_end_.load(std::memory_order_acquire); }
    PipelineState state() const;
    const PipelineLimits& limits() const { return limits_; }
    void set_storage_low(bool low) { storage_low_ = low; }

    /// Sequencing. `next_work` blocks until there is some; nothing: refusing new commands, and all
    /// that were accepted are decided.
    std::optional<Work> take_work();
    std::optional<Work> next_work();
    void decide(Work work);

    /// Committing. The batch taken is written while the next one is being decided. `next_batch`
    /// blocks until there is one or HEAD has to be synced; false: there will be none any more.
    bool take_batch();
    bool next_batch();
    void commit();
    void sync_head_when_due();
    void sync_head();

    /// Loading; any number of threads. Reads may be delivered in any order.
    std::optional<Missing> take_load();
    std::optional<Missing> next_load();
    std::optional<Loaded> read(const Missing& what);
    void deliver(Loaded loaded);

    /// From now on no command is accepted.
    void stop();

private:
    // The caller holds the lock:
    bool has_work() const;
    bool is_batch_full() const;
    Work take_work_locked();
    bool take_batch_locked();
    std::optional<Missing> take_load_locked();

    void hand_on(Batch batch, std::vector<Missing> loads);
    void wait_for_batch(std::unique_lock<std::mutex>& lock);
    void die(const Error& error);

    // Of the sequencing stage:
    Sequencer sequencer_;
    // Of the committing stage:
    Committer committer_;
    std::optional<Batch> writing_;
    Duration head_synced_at_{};

    const EventLog& log_;
    const Clock& clock_;
    const PipelineLimits limits_;
    const DurableListener on_durable_;
    const FatalHandler on_fatal_;
    const TimerListener on_timer_set_;

    std::atomic<Position> durable_end_;
    std::atomic<bool> storage_low_{false};
    std::atomic<Timestamp> last_recorded_at_;
    std::atomic<std::uint64_t> commits_{0};
    std::atomic<std::uint64_t> head_syncs_{0};
    std::atomic<std::uint64_t> answered_{0};
    std::atomic<std::uint64_t> rejected_{0};

    mutable std::mutex mutex_;
    std::condition_variable sequencer_wakes_;
    std::condition_variable committer_wakes_;
    std::condition_variable loader_wakes_;
    std::deque<Command> queue_;
    std::size_t queued_bytes_ = 0;
    std::vector<Loaded> loaded_;
    std::deque<Missing> to_load_;
    std::optional<Batch> decided_batch_;  ///< Grows until the committer is free to take it.
    BatchNumber durable_batch_ = 0;
    std::size_t parked_ = 0;
    std::size_t parked_bytes_ = 0;
    bool stopping_ = false;
    bool sequencer_ended_ = false;
    bool dead_ = false;
};

}  // namespace ledger
