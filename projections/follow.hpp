// The two threads that keep views moving: one follows the log, one rebuilds.
#pragma once

#include "engine/kernel/error.hpp"
#include "projections/runner.hpp"

#include <functional>
#include <memory>

namespace ledger {

class ProjectionThreads {
public:
    /// Called at most once, on one of the threads: the log is corrupt or rows cannot be written.
    /// The process must end; views no longer move.
    using FatalHandler = std::function<void(const Error&)>;

    /// Starts at once. `runner` is open and outlives this; nobody but `close` calls it afterwards.
    ProjectionThreads(ProjectionRunner& runner, FatalHandler on_fatal);
    ProjectionThreads(const ProjectionThreads&) = delete;
    ProjectionThreads& operator=(const ProjectionThreads&) = delete;
    ~ProjectionThreads();  ///< Stops.

    /// The log's end moved to `end`. From the committer; never blocks for long.
    void notify(Position end);
    /// Ends both threads after the step they are in.
    void stop();

private:
    struct Threads;
    std::unique_ptr<Threads> threads_;
};

}  // namespace ledger
