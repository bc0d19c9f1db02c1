// Folds the log into the views: follows the end of the log, rebuilds beside the live view,
// switches.
#pragma once

#include "engine/kernel/view.hpp"
#include "engine/log/log_reader.hpp"
#include "engine/ports/clock.hpp"
#include "projections/row_store.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

struct RunnerLimits {
    /// A row that several events of a step change is written once.
    std::size_t events_per_step = 32'768;
    std::size_t uncommitted_bytes =
        4U
        << 20U;  ///< Of one build; a step ends early when it is reached (ruling 56: 64 MiB in all).
    /// So near its goal a rebuild is finished by the thread that follows the log; readers wait
    /// meanwhile, hence much less than a step.
    std::size_t join_distance = 1'024;
    std::uint64_t flush_after_events = 200'000;  ///< Ruling 56.
    Duration flush_after = std::chrono::seconds{30};
    std::size_t waiters = 65'536;  ///< Reads that wait for a view.
};

enum class ViewState { live, catching_up, stopped };

/// Of a rebuild beside the live view.
struct RebuildProgress {
    std::uint32_t build = 0;
    std::uint32_t version = 0;
    Position position = 0;
    Position target = 0;
    double events_per_second = 0;
    std::optional<double> eta_seconds;
    std::optional<std::string> error;  ///< Why it stopped; `cancel` or `rebuild` ends it.
};

struct ViewStatus {
    std::string name;
    std::uint32_t version = 0;  ///< That the program has.
    std::uint32_t serving_version =
        0;  ///< Of the rows that serve: another one until it is rebuilt.
    ViewState state = ViewState::live;
    Position position = 0;  ///< Events folded in.
    Position log_end = 0;
    double events_per_second = 0;
    std::optional<std::string> error;  ///< Why it stopped; at `position`.
    std::optional<RebuildProgress> rebuild;
    /// Where the last rebuild differed from the rows of the same version that it took the place of.
    std::optional<Position> digest_mismatch;
    std::uint64_t bytes = 0;
    /// Of the live build and of a rebuild: in memory, until the step that they are in ends.
    std::size_t uncommitted_bytes = 0;
};

/// How far the slowest of the views that follow the log is behind it.
struct Backlog {
    std::uint64_t events = 0;
    Duration age{};  ///< Of the first event that it has not folded.
};

/// Without threads of its own: `step` is called by the thread that follows the log and
/// `step_rebuild` by another (or by a simulation, in any order). Everything else: any thread.
class ProjectionRunner {
public:
    using LogLine = std::function<void(std::string_view)>;

    ProjectionRunner(const EventLog& log, RowStore& store, const Clock& clock,
                     std::span<const View> views, RunnerLimits limits, LogLine log_line);
    ~ProjectionRunner();
    ProjectionRunner(const ProjectionRunner&) = delete;
    ProjectionRunner& operator=(const ProjectionRunner&) = delete;

    /// Opens the live build of each view, or starts one at 0, and goes on with a rebuild that was
    /// not finished. Rows that were folded from another log than this one, such as the one that
    /// stood here before a backup was restored, are dropped. A view whose version rose gets a new
    /// build beside the old one, which serves meanwhile but stands still, for the rule that made it
    /// is gone.
    Result<void> open();
    /// `wake` is called when `step` or `step_rebuild` has to be called for another reason than a
    /// new event; on any thread, must not block. Set before the threads start.
    void on_work(std::function<void()> wake);

    /// Folds the next events into every live view; true when there may be more to do at once.
    /// A view whose `apply` fails stops there and the others go on; an error means that the log or
    /// the store cannot be read or written. Also puts rebuilds that have caught up in the place of
    /// the live views, at one common position, and flushes when it is time.
    Result<bool> step();
    /// Folds the next events into running rebuilds; finishes and clears up after those that `step`
    /// has switched to.
    Result<bool> step_rebuild();

    /// The rows that serve a view, of one snapshot, with the position of that snapshot. Stays valid
    /// while it lives, across a switch; must be gone before the runner.
    class Reader {
    public:
        Reader() = default;
        Reader(const Reader&) = delete;
        Reader& operator=(const Reader&) = delete;
        virtual ~Reader() = default;
        virtual const BuildSnapshot& rows() const = 0;
        virtual ViewState state() const = 0;
        virtual std::uint32_t version() const = 0;
        Position position() const { return rows().position(); }
    };
    Result<std::unique_ptr<Reader>> read(std::string_view view) const;

    /// Calls `ready` once: with true when a read of each of `views` sees the first `position`
    /// events, or the view stands still (stopped, or of an older version: ruling 57); with false
    /// when `deadline` (monotonic clock) passes first (see `expire`), or there are too many
    /// waiters. At once, on this thread, when it is already so; else on the thread that steps.
    void when_reached(std::span<const std::string_view> views, Position position, Duration deadline,
                      std::move_only_function<void(bool)> ready);
    /// Gives up waiters whose deadline has passed; called about every 50 ms while there are any.
    void expire();
    std::size_t waiters() const;
    const RunnerLimits& limits() const;

    /// The log's end moved to `end`; any thread, never blocks for long.
    void committed(Position end);
    Backlog backlog() const;

    std::vector<ViewStatus> status() const;
    Result<RowDigest> digest(std::string_view view) const;
    /// Starts a build of the current version from position 0 beside the live one. 409 when one is
    /// running, 404 for an unknown view. Never fires a side effect: views have none.
    Result<void> rebuild(std::string_view view);
    /// 409 when none is running, or when there is no going back: the view is being switched, or the
    /// rows that serve are of an older version and nothing else would follow the log.
    Result<void> cancel(std::string_view view);
    /// Flushes, and gives up all waiters; call after the stepping threads have ended.
    Result<void> close();

private:
    class PinnedReader;
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ledger
