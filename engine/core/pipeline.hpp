// The engine's threads: one for each stage.
#pragma once

#include "engine/core/stages.hpp"

#include <memory>

namespace ledger {

class Pipeline {
public:
    using FatalHandler = Stages::FatalHandler;
    using DurableListener = Stages::DurableListener;
    using Parts = Stages::Parts;

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
