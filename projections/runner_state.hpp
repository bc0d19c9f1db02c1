// What the runner knows: the builds of each view, and which thread may touch them.
#pragma once

#include "projections/fold.hpp"
#include "projections/lag.hpp"
#include "projections/rate.hpp"
#include "projections/runner.hpp"
#include "projections/waiters.hpp"

#include <algorithm>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace ledger {

/// A state of a build that is being read.
struct ReadState {
    std::unique_ptr<const BuildSnapshot> rows;
    std::size_t readers = 0;
};
using ReadStates = std::list<ReadState>;

/// `rows` are folded by one thread: those of a live build by the thread that steps, those of a
/// rebuild by the thread that rebuilds, until it hands them over (`RebuildPhase::joining`).
struct Build {
    BuildName name;
    std::unique_ptr<BuildRows> rows;
    Position position = 0;    ///< Of the last commit.
    std::size_t readers = 0;  ///< Who must be gone before it is dropped.
    RateMeter rate;
    ReadStates read_states;
    /// That of the last commit, once somebody has read it, for all who read it after that. Only of
    /// a build that follows the log: a snapshot keeps whatever other builds replace since.
    std::optional<ReadStates::iterator> latest;

    /// What these give back is best dropped without the lock.
    [[nodiscard]] ReadStates outdate_latest() {
        const auto was_latest = std::exchange(latest, std::nullopt);
        return was_latest ? unless_read(*was_latest) : ReadStates{};
    }
    [[nodiscard]] ReadStates leave(ReadStates::iterator state) {
        --state->readers;
        return latest == state ? ReadStates{} : unless_read(state);
    }

    [[nodiscard]] ReadStates unless_read(ReadStates::iterator state) {
        ReadStates dropped;
        if (state->readers == 0) dropped.splice(dropped.end(), read_states, state);
        return dropped;
    }
};

enum class RebuildPhase {
    requested,  ///< Has no build yet.
    running,    ///< Folded by `step_rebuild`.
    joining,    ///< Almost at its goal: waits for `step`.
    switching,  ///< `step` folds the rest of it and puts it in the place of the live one.
    failed,     ///< Nobody folds it.
    cancelled,  ///< `step_rebuild` drops it.
};

struct Rebuild {
    RebuildPhase phase = RebuildPhase::requested;
    std::unique_ptr<Build> build;
    std::optional<std::string> error;
};

struct ViewEntry {
    const View* view = nullptr;
    std::unique_ptr<Build> live;
    std::optional<std::string> error;  ///< Why the live build stopped.
    std::unique_ptr<Rebuild> rebuild;  ///< Null: none.
    std::optional<Position> digest_mismatch;
    std::uint32_t next_build = 1;

    /// Whether `step` folds new events into the live build.
    bool is_following() const { return live->name.version == view->version && !error; }
};

/// A switch that has happened for readers but is not on disk yet.
struct Switched {
    std::size_t view = 0;
    std::unique_ptr<Build> old;
    BuildName successor;
    /// Both at the position of the switch; none when the two builds are not comparable.
    std::unique_ptr<BuildSnapshot> before;
    std::unique_ptr<BuildSnapshot> after;
};

struct ProjectionRunner::State {
    State(const EventLog& event_log, RowStore& row_store, const Clock& the_clock,
          std::span<const View> all_views, RunnerLimits the_limits, LogLine line)
        : log{event_log},
          reader{event_log},
          store{row_store},
          clock{the_clock},
          views{all_views},
          limits{the_limits},
          log_line{std::move(line)},
          waiters{all_views.size()} {}

    const EventLog& log;
    LogReader reader;
    RowStore& store;
    const Clock& clock;
    std::span<const View> views;
    RunnerLimits limits;
    LogLine log_line;
    std::function<void()> wake = [] {};
    LagMeter lag;

    /// Guards all below, but for what the stepping threads own (see Build). Never held while rows
    /// are folded, nor while a waiter is called.
    mutable std::mutex mutex;
    std::vector<ViewEntry> entries;
    std::vector<Switched> switched;
    std::vector<std::unique_ptr<Build>> retired;
    Waiters waiters;
    std::uint64_t unflushed_events = 0;
    Duration flushed_at{};

    // The caller holds `mutex`:
    ViewEntry* find(std::string_view view);
    std::size_t index_of(std::string_view view) const;
    /// Per view, up to where a read sees everything; the highest position when it stands still.
    std::vector<Position> reached() const;
    /// Whether a read of each of `names` sees the first `position` events, or would wait in vain.
    bool have_reached(std::span<const std::string_view> names, Position position) const;
    void tell_lag();
    Position rebuild_goal(const ViewEntry& entry) const;
    ViewState state_of(const ViewEntry& entry) const;
    ViewStatus status_of(const ViewEntry& entry) const;
    RebuildProgress progress_of(const ViewEntry& entry) const;

    // While opening:
    Result<void> drop_foreign();
    Result<bool> is_of_this_log(const ViewCheckpoint& checkpoint) const;

    // The thread that steps:
    Result<void> join(std::size_t view);
    Result<bool> fold_to_goal(std::size_t view);
    Result<void> switch_over(std::size_t view);
    Result<void> fold_group(std::span<const std::size_t> group, Position end);
    Result<void> flush_if_due();

    // The thread that rebuilds:
    Result<void> finish_all(std::vector<Switched> all);
    Result<void> finish(Switched& done);
    Result<void> drop_retired();
    Result<void> create_requested();
    void retire_cancelled();
    std::vector<std::size_t> next_rebuilds();
    Result<void> fold_rebuilds(std::span<const std::size_t> group);
    void fail_rebuild(ViewEntry& entry, const Error& failure);

    std::size_t join_distance() const {
        return std::min(limits.join_distance, limits.events_per_step);
    }
    FoldLimits fold_limits() const {
        return {.events = limits.events_per_step, .uncommitted_bytes = limits.uncommitted_bytes};
    }
};

}  // namespace ledger
