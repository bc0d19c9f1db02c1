// Following the log: live views fold what is new, and rebuilds that have caught up take their
// place.
#include "engine/kernel/assert.hpp"
#include "projections/runner_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace ledger {

Result<bool> ProjectionRunner::step() {
    State& state = *state_;
    for (std::size_t view = 0; view < state.entries.size(); ++view) TRY(state.join(view));

    // Views that are at one position share the reading; one that is far behind does not hold up the
    // others, nor they it.
    const Position end = state.log.end();
    std::map<Position, std::vector<std::size_t>> groups;
    for (std::size_t view = 0; view < state.entries.size(); ++view) {
        const ViewEntry& entry = state.entries[view];
        if (entry.is_following() && entry.live->position < end)
            groups[entry.live->position].push_back(view);
    }
    bool more = false;
    for (const auto& [position, group] : groups) {
        TRY(state.fold_group(group, end));
        more = more || std::ranges::any_of(group, [&](std::size_t view) {
                   const ViewEntry& entry = state.entries[view];
                   return entry.is_following() && entry.live->position < end;
               });
    }
    TRY(state.flush_if_due());
    return more;
}

Result<void> ProjectionRunner::State::fold_group(std::span<const std::size_t> group, Position end) {
    std::vector<FoldTarget> targets;
    for (const std::size_t view : group)
        targets.push_back({.view = entries[view].view, .rows = entries[view].live->rows.get()});
    TRY(fold(reader, targets, end, fold_limits()));

    std::vector<Waiters::Ready> ready;
    ReadStates outdated;
    {
        const std::lock_guard lock{mutex};
        for (std::size_t i = 0; i < group.size(); ++i) {
            ViewEntry& entry = entries[group[i]];
            Build& build = *entry.live;
            unflushed_events += build.rows->position() - build.position;
            build.position = build.rows->position();
            outdated.splice(outdated.end(), build.outdate_latest());
            build.rate.add(clock.monotonic(), build.position);
            const std::optional<Error>& failure = targets[i].failure;
            if (!failure) continue;
            entry.error = failure->message;
            log_line(fmt::format("view {} stopped: {}", entry.view->name, failure->message));
        }
        tell_lag();
        ready = waiters.take_reached(reached());
    }
    for (Waiters::Ready& call : ready) call(true);
    return {};
}

Result<void> ProjectionRunner::State::flush_if_due() {
    {
        const std::lock_guard lock{mutex};
        const Duration now = clock.monotonic();
        const bool is_due = unflushed_events >= limits.flush_after_events ||
                            (unflushed_events > 0 && now - flushed_at >= limits.flush_after);
        if (!is_due) return {};
        unflushed_events = 0;
        flushed_at = now;
    }
    return store.start_flush();
}

Result<void> ProjectionRunner::State::join(std::size_t view) {
    {
        const std::lock_guard lock{mutex};
        ViewEntry& entry = entries[view];
        if (!entry.rebuild || entry.rebuild->phase != RebuildPhase::joining) return {};
        entry.rebuild->phase = RebuildPhase::switching;
    }
    TRY(arrived, fold_to_goal(view));
    if (!arrived) return {};
    return switch_over(view);
}

/// False when the rebuild failed on the way.
Result<bool> ProjectionRunner::State::fold_to_goal(std::size_t view) {
    ViewEntry& entry = entries[view];
    Build& build = *entry.rebuild->build;
    const Position goal = rebuild_goal(entry);
    FoldTarget target{.view = entry.view, .rows = build.rows.get()};
    // Once it is marked as failed it may be dropped by others at once.
    while (!target.failure && build.rows->position() < goal) {
        TRY(fold(reader, {&target, 1}, goal, fold_limits()));
        const std::lock_guard lock{mutex};
        build.position = build.rows->position();
        if (const auto& failure = target.failure) fail_rebuild(entry, *failure);
    }
    return !target.failure;
}

Result<void> ProjectionRunner::State::switch_over(std::size_t view) {
    ViewEntry& entry = entries[view];
    Build& successor = *entry.rebuild->build;
    Switched done{.view = view, .old = {}, .successor = successor.name, .before = {}, .after = {}};
    if (entry.is_following() && entry.live->position == successor.position) {
        TRY(before, entry.live->rows->snapshot());
        TRY(after, successor.rows->snapshot());
        done.before = std::move(before);
        done.after = std::move(after);
    }
    ReadStates outdated;
    {
        const std::lock_guard lock{mutex};
        outdated = entry.live->outdate_latest();
        done.old = std::exchange(entry.live, std::move(entry.rebuild->build));
        entry.error.reset();
        entry.rebuild.reset();
        switched.push_back(std::move(done));
        tell_lag();
    }
    wake();
    return {};
}

}  // namespace ledger
