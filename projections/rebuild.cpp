// Rebuilding beside the live views: from nothing to almost the goal, where `step` takes over; and
// afterwards the comparison, the switch on disk, the dropping of what was replaced.
#include "projections/runner_state.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ledger {

Result<bool> ProjectionRunner::step_rebuild() {
    State& state = *state_;
    state.retire_cancelled();
    std::vector<Switched> switched;
    {
        const std::lock_guard lock{state.mutex};
        switched = std::exchange(state.switched, {});
    }
    TRY(state.finish_all(std::move(switched)));
    TRY(state.drop_retired());
    TRY(state.create_requested());
    const std::vector<std::size_t> group = state.next_rebuilds();
    if (group.empty()) return false;
    TRY(state.fold_rebuilds(group));
    TRY(state.flush_if_due());
    return true;
}

void ProjectionRunner::State::retire_cancelled() {
    const std::lock_guard lock{mutex};
    for (ViewEntry& entry : entries) {
        if (!entry.rebuild || entry.rebuild->phase != RebuildPhase::cancelled) continue;
        if (entry.rebuild->build) retired.push_back(std::move(entry.rebuild->build));
        entry.rebuild.reset();
        log_line(fmt::format("rebuild of {} cancelled", entry.view->name));
    }
}

/// What cannot be finished is kept, for its old rows may have readers.
Result<void> ProjectionRunner::State::finish_all(std::vector<Switched> all) {
    for (auto done = all.begin(); done != all.end(); ++done) {
        auto finished = finish(*done);
        if (finished) continue;
        const std::lock_guard lock{mutex};
        std::ranges::move(done, all.end(), std::back_inserter(switched));
        return finished;
    }
    return {};
}

Result<void> ProjectionRunner::State::finish(Switched& done) {
    std::optional<Position> mismatch;
    if (done.before && done.after) {
        // Old rows that cannot be read differ, too; they may be why somebody asked for new ones.
        const Result<RowDigest> before = done.before->digest();
        TRY(after, done.after->digest());
        if (!before || before->hash != after.hash) mismatch = after.position;
    }
    done.before.reset();
    done.after.reset();
    TRY(store.make_live(done.successor));
    TRY(store.flush());

    const std::lock_guard lock{mutex};
    entries[done.view].digest_mismatch = mismatch;
    log_line(fmt::format(
        "view {} serves instead of {}{}", to_text(done.successor), to_text(done.old->name),
        mismatch ? fmt::format(": their rows differ at position {}", *mismatch) : std::string{}));
    retired.push_back(std::move(done.old));
    return {};
}

Result<void> ProjectionRunner::State::drop_retired() {
    std::vector<std::unique_ptr<Build>> unread;
    {
        const std::lock_guard lock{mutex};
        const auto held = std::ranges::partition(
            retired, [](const std::unique_ptr<Build>& build) { return build->readers > 0; });
        std::ranges::move(held, std::back_inserter(unread));
        retired.erase(held.begin(), held.end());
    }
    for (std::unique_ptr<Build>& build : unread) {
        const BuildName name = build->name;
        build.reset();
        TRY(store.drop_build(name));
    }
    return {};
}

Result<void> ProjectionRunner::State::create_requested() {
    for (ViewEntry& entry : entries) {
        auto build = std::make_unique<Build>();
        {
            const std::lock_guard lock{mutex};
            if (!entry.rebuild || entry.rebuild->phase != RebuildPhase::requested) continue;
            build->name = {std::string{entry.view->name}, entry.view->version, entry.next_build++};
        }
        TRY(rows, store.create_build(build->name));
        build->rows = std::move(rows);
        const std::lock_guard lock{mutex};
        entry.rebuild->build = std::move(build);
        if (entry.rebuild->phase == RebuildPhase::requested)
            entry.rebuild->phase = RebuildPhase::running;
    }
    return {};
}

/// Those that are furthest behind; the ones that have all but caught up go to `step`.
std::vector<std::size_t> ProjectionRunner::State::next_rebuilds() {
    std::vector<std::size_t> group;
    bool is_work_for_step = false;
    {
        const std::lock_guard lock{mutex};
        Position lowest = 0;
        for (std::size_t view = 0; view < entries.size(); ++view) {
            ViewEntry& entry = entries[view];
            if (!entry.rebuild || entry.rebuild->phase != RebuildPhase::running) continue;
            const Position position = entry.rebuild->build->position;
            if (position + join_distance() >= rebuild_goal(entry)) {
                entry.rebuild->phase = RebuildPhase::joining;
                is_work_for_step = true;
                continue;
            }
            if (!group.empty() && position < lowest) group.clear();
            if (group.empty()) lowest = position;
            if (position == lowest) group.push_back(view);
        }
    }
    if (is_work_for_step) wake();
    return group;
}

Result<void> ProjectionRunner::State::fold_rebuilds(std::span<const std::size_t> group) {
    std::vector<FoldTarget> targets;
    // Not past the goal of any of them: only `step` goes on from there, together with the live
    // view.
    Position until = log.end();
    {
        const std::lock_guard lock{mutex};
        for (const std::size_t view : group) {
            targets.push_back(
                {.view = entries[view].view, .rows = entries[view].rebuild->build->rows.get()});
            until = std::min(until, rebuild_goal(entries[view]));
        }
    }
    TRY(fold(reader, targets, until, fold_limits()));

    const std::lock_guard lock{mutex};
    for (std::size_t i = 0; i < group.size(); ++i) {
        ViewEntry& entry = entries[group[i]];
        Build& build = *entry.rebuild->build;
        unflushed_events += build.rows->position() - build.position;
        build.position = build.rows->position();
        build.rate.add(clock.monotonic(), build.position);
        if (const auto& failure = targets[i].failure) fail_rebuild(entry, *failure);
    }
    return {};
}

void ProjectionRunner::State::fail_rebuild(ViewEntry& entry, const Error& failure) {
    entry.rebuild->error = failure.message;
    if (entry.rebuild->phase != RebuildPhase::cancelled)
        entry.rebuild->phase = RebuildPhase::failed;
    log_line(fmt::format("rebuild of {} stopped: {}", entry.view->name, failure.message));
}

}  // namespace ledger
