// The engine's threads: a bounded command queue, the sequencer, the committer, the loaders.
#pragma once

#include "engine/core/checkpoint_publisher.hpp"
#include "engine/core/command.hpp"
#include "engine/core/committer.hpp"
#include "engine/core/sequencer.hpp"
#include "engine/ports/clock.hpp"
#include "engine/ports/event_log.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

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

class Pipeline {
public:
    /// Called once, on an engine thread, when the log can no longer be trusted or written (failed
    /// sync, corrupt read): the process must end without answering anything that is pending.
    using FatalHandler = std::function<void(const Error&)>;
    /// Called on the committer thread after each durable commit; must not block.
    using DurableListener = std::function<void(Position end)>;

    struct Parts {
        Sequencer sequencer;
        Committer committer;
        const EventLog& log;
        const Clock& clock;
        DurableListener on_durable;
        FatalHandler on_fatal;
    };
    Pipeline(Parts parts, const PipelineLimits& limits);
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;
    /// Stops if `stop` was not called.
    ~Pipeline();

    /// Any thread, never blocks. An error of kind `unavailable` when the queue is full or the
    /// engine is stopping, `insufficient_storage` below the disk reserve; then `done` is not
    /// called.
    Result<void> submit(Command command);

    /// Any thread. Positions below this are acknowledged and readable.
    Position durable_end() const;
    PipelineState state() const;
    const PipelineLimits& limits() const;
    /// Set from outside when free disk space falls below or rises above the reserve (ruling 44).
    void set_storage_low(bool low);

    /// Refuses new commands, decides and commits what is queued, syncs HEAD, ends the threads.
    void stop();

private:
    struct Threads;
    std::unique_ptr<Threads> threads_;
};

}  // namespace ledger
