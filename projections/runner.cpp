// Opening, reading, waiting, reporting. What moves views forward is in step.cpp and rebuild.cpp.
#include "projections/runner.hpp"

#include "engine/kernel/assert.hpp"
#include "projections/runner_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace ledger {
namespace {

constexpr Position beyond_any = std::numeric_limits<Position>::max();

std::unexpected<Error> no_view(std::string_view view) {
    return fail(ErrorKind::not_found, "view.not_found", fmt::format("there is no view {}", view));
}

void call(std::vector<Waiters::Ready> waiting, bool reached) {
    for (Waiters::Ready& ready : waiting) ready(reached);
}

/// Opens the builds of one view, or makes its first.
class Opening {
public:
    Opening(RowStore& store, const View& view) : store_{store}, view_{view} {
        for (BuildName& name : store.builds())
            if (name.view == view.name) names_.push_back(std::move(name));
    }

    Result<ViewEntry> run() {
        ViewEntry entry;
        entry.view = &view_;
        for (const BuildName& name : names_)
            entry.next_build = std::max(entry.next_build, name.build + 1);
        TRY(live, choose_live(entry.next_build));
        TRY(rows, open(live));
        entry.live = std::move(rows);
        const auto unfinished = latest_above(live.build);
        if (unfinished) {
            TRY(rebuilt, open(*unfinished));
            entry.rebuild = std::make_unique<Rebuild>();
            entry.rebuild->phase = RebuildPhase::running;
            entry.rebuild->build = std::move(rebuilt);
        } else if (live.version != view_.version) {
            entry.rebuild = std::make_unique<Rebuild>();
        }
        for (const BuildName& name : names_)
            if (name != live && name != unfinished) TRY(store_.drop_build(name));
        return entry;
    }

private:
    Result<BuildName> choose_live(std::uint32_t& next_build) {
        if (const auto live = store_.live(view_.name)) return *live;
        std::optional<BuildName> name = latest_above(0);
        if (!name) {
            name = BuildName{std::string{view_.name}, view_.version, next_build++};
            TRY(store_.create_build(*name));
        }
        TRY(store_.make_live(*name));
        return *name;
    }
    /// The unfinished build of this version, if there is one: a lower number than that of the live
    /// build belongs to one that has been replaced.
    std::optional<BuildName> latest_above(std::uint32_t build) const {
        std::optional<BuildName> latest;
        for (const BuildName& name : names_)
            if (name.version == view_.version && name.build > build &&
                (!latest || name.build > latest->build))
                latest = name;
        return latest;
    }
    Result<std::unique_ptr<Build>> open(const BuildName& name) {
        TRY(rows, store_.open_build(name));
        auto build = std::make_unique<Build>();
        build->name = name;
        build->position = rows->position();
        build->rows = std::move(rows);
        return build;
    }

    RowStore& store_;
    const View& view_;
    std::vector<BuildName> names_;
};

}  // namespace

/// Keeps its build from being dropped.
class ProjectionRunner::PinnedReader final : public Reader {
public:
    /// The caller has counted it in `build.readers`.
    PinnedReader(State& runner, Build& build, ViewState state)
        : runner_{runner}, build_{build}, state_{state} {}
    ~PinnedReader() override {
        if (read_) leave();
        bool last = false;
        {
            const std::lock_guard lock{runner_.mutex};
            last = --build_.readers == 0 && !runner_.retired.empty();
        }
        if (last) runner_.wake();
    }
    /// The caller holds the lock.
    bool shares_latest() {
        read_ = build_.latest;
        if (read_) ++(*read_)->readers;
        return read_.has_value();
    }
    /// Without the lock: may read from the disk.
    Result<void> load(const ViewEntry& entry) {
        TRY(snapshot, build_.rows->snapshot());
        ReadStates loaded;
        loaded.push_back({.rows = std::move(snapshot), .readers = 1});
        const std::lock_guard lock{runner_.mutex};
        read_ = loaded.begin();
        build_.read_states.splice(build_.read_states.end(), loaded);
        const bool is_latest = entry.live.get() == &build_ && entry.is_following() &&
                               rows().position() >= build_.position;
        if (is_latest && !build_.latest) build_.latest = read_;
        return {};
    }

    const BuildSnapshot& rows() const override { return *(*read_)->rows; }
    ViewState state() const override { return state_; }
    std::uint32_t version() const override { return build_.name.version; }

private:
    void leave() {
        ReadStates dropped;
        const std::lock_guard lock{runner_.mutex};
        dropped = build_.leave(*read_);
    }

    State& runner_;
    Build& build_;
    ViewState state_;
    std::optional<ReadStates::iterator> read_;
};

ProjectionRunner::ProjectionRunner(const EventLog& log, RowStore& store, const Clock& clock,
                                   std::span<const View> views, RunnerLimits limits,
                                   LogLine log_line)
    : state_{std::make_unique<State>(log, store, clock, views, limits, std::move(log_line))} {}

ProjectionRunner::~ProjectionRunner() = default;

Result<void> ProjectionRunner::open() {
    RowStore& store = state_->store;
    TRY(state_->drop_foreign());
    for (const View& view : state_->views) {
        TRY(entry, Opening(store, view).run());
        state_->entries.push_back(std::move(entry));
    }
    for (const BuildName& name : store.builds())
        if (state_->find(name.view) == nullptr) TRY(store.drop_build(name));
    state_->flushed_at = state_->clock.monotonic();
    {
        const std::lock_guard lock{state_->mutex};
        state_->tell_lag();
    }
    committed(state_->log.end());
    return store.flush();
}

void ProjectionRunner::committed(Position end) {
    state_->lag.committed(end, state_->clock.monotonic());
}

Backlog ProjectionRunner::backlog() const {
    const LagMeter& lag = state_->lag;
    const auto since = lag.behind_since();
    if (!since) return {};
    const Position end = state_->log.end();
    return {.events = end - std::min(lag.position(), end),
            .age = std::max(state_->clock.monotonic() - *since, Duration{})};
}

void ProjectionRunner::on_work(std::function<void()> wake) { state_->wake = std::move(wake); }

Result<std::unique_ptr<ProjectionRunner::Reader>> ProjectionRunner::read(
    std::string_view view) const {
    std::unique_ptr<PinnedReader> reader;
    const ViewEntry* entry = nullptr;
    {
        const std::lock_guard lock{state_->mutex};
        entry = state_->find(view);
        if (entry == nullptr) return no_view(view);
        ++entry->live->readers;
        reader = std::make_unique<PinnedReader>(*state_, *entry->live, state_->state_of(*entry));
        if (reader->shares_latest()) return reader;
    }
    TRY(reader->load(*entry));
    return reader;
}

void ProjectionRunner::when_reached(std::span<const std::string_view> views, Position position,
                                    Duration deadline, std::move_only_function<void(bool)> ready) {
    bool is_first = false;
    bool is_reached = false;
    {
        const std::lock_guard lock{state_->mutex};
        is_reached = state_->have_reached(views, position);
        if (!is_reached && state_->waiters.size() < state_->limits.waiters) {
            is_first = state_->waiters.size() == 0;
            Waiters::Waiter waiter{.position = position,
                                   .deadline = deadline,
                                   .views = {},
                                   .ready = std::exchange(ready, nullptr)};
            for (const std::string_view view : views)
                waiter.views.push_back(state_->index_of(view));
            state_->waiters.add(std::move(waiter), state_->reached());
        }
    }
    if (ready) ready(is_reached);
    if (is_first) state_->wake();
}

void ProjectionRunner::expire() {
    std::vector<Waiters::Ready> expired;
    {
        const std::lock_guard lock{state_->mutex};
        expired = state_->waiters.take_expired(state_->clock.monotonic());
    }
    call(std::move(expired), false);
}

std::size_t ProjectionRunner::waiters() const {
    const std::lock_guard lock{state_->mutex};
    return state_->waiters.size();
}

const RunnerLimits& ProjectionRunner::limits() const { return state_->limits; }

std::vector<ViewStatus> ProjectionRunner::status() const {
    const std::lock_guard lock{state_->mutex};
    std::vector<ViewStatus> all;
    for (const ViewEntry& entry : state_->entries) all.push_back(state_->status_of(entry));
    return all;
}

Result<RowDigest> ProjectionRunner::digest(std::string_view view) const {
    TRY(reader, read(view));
    return reader->rows().digest();
}

Result<void> ProjectionRunner::rebuild(std::string_view view) {
    {
        const std::lock_guard lock{state_->mutex};
        ViewEntry* const entry = state_->find(view);
        if (entry == nullptr) return no_view(view);
        if (entry->rebuild && entry->rebuild->phase != RebuildPhase::failed)
            return fail(ErrorKind::conflict, "view.rebuilding",
                        fmt::format("a rebuild of {} is running", view));
        if (entry->rebuild) state_->retired.push_back(std::move(entry->rebuild->build));
        entry->rebuild = std::make_unique<Rebuild>();
    }
    state_->wake();
    return {};
}

Result<void> ProjectionRunner::cancel(std::string_view view) {
    {
        const std::lock_guard lock{state_->mutex};
        ViewEntry* const entry = state_->find(view);
        if (entry == nullptr) return no_view(view);
        if (!entry->rebuild || entry->rebuild->phase == RebuildPhase::cancelled)
            return fail(ErrorKind::conflict, "view.not_rebuilding",
                        fmt::format("no rebuild of {} is running", view));
        if (entry->rebuild->phase == RebuildPhase::switching)
            return fail(ErrorKind::conflict, "view.switching",
                        fmt::format("the rebuild of {} is done and takes over now", view));
        if (entry->live->name.version != entry->view->version)
            return fail(ErrorKind::conflict, "view.rebuild_required",
                        fmt::format("the rows of {} that serve are of version {} and stand still "
                                    "until it is rebuilt",
                                    view, entry->live->name.version));
        entry->rebuild->phase = RebuildPhase::cancelled;
    }
    state_->wake();
    return {};
}

Result<void> ProjectionRunner::close() {
    std::vector<Waiters::Ready> given_up;
    {
        const std::lock_guard lock{state_->mutex};
        given_up = state_->waiters.take_expired(Duration::max());
    }
    call(std::move(given_up), false);
    return state_->store.flush();
}

Result<void> ProjectionRunner::State::drop_foreign() {
    for (const BuildName& name : store.builds()) {
        TRY(rows, store.open_build(name));
        TRY(ours, is_of_this_log(rows->checkpoint()));
        if (ours) continue;
        rows.reset();
        log_line(
            fmt::format("view {} is made anew: it was folded from another log", to_text(name)));
        TRY(store.drop_build(name));
    }
    return {};
}

Result<bool> ProjectionRunner::State::is_of_this_log(const ViewCheckpoint& checkpoint) const {
    if (checkpoint.position == 0) return true;
    TRY(last, reader.at(checkpoint.position - 1));
    return last && last->event.event_id == checkpoint.last_event;
}

ViewEntry* ProjectionRunner::State::find(std::string_view view) {
    const auto found =
        std::ranges::find(entries, view, [](const ViewEntry& e) { return e.view->name; });
    return found == entries.end() ? nullptr : &*found;
}

std::size_t ProjectionRunner::State::index_of(std::string_view view) const {
    const auto found = std::ranges::find(views, view, &View::name);
    LEDGER_ASSERT(found != views.end());
    return static_cast<std::size_t>(found - views.begin());
}

std::vector<Position> ProjectionRunner::State::reached() const {
    std::vector<Position> positions;
    positions.reserve(entries.size());
    for (const ViewEntry& entry : entries)
        positions.push_back(entry.is_following() ? entry.live->position : beyond_any);
    return positions;
}

bool ProjectionRunner::State::have_reached(std::span<const std::string_view> names,
                                           Position position) const {
    return std::ranges::all_of(names, [&](std::string_view name) {
        const ViewEntry& entry = entries[index_of(name)];
        return !entry.is_following() || entry.live->position >= position;
    });
}

/// A view that stands still holds nobody up.
void ProjectionRunner::State::tell_lag() {
    Position slowest = beyond_any;
    for (const Position position : reached()) slowest = std::min(slowest, position);
    lag.folded(slowest);
}

Position ProjectionRunner::State::rebuild_goal(const ViewEntry& entry) const {
    return entry.is_following() ? entry.live->position : log.end();
}

ViewState ProjectionRunner::State::state_of(const ViewEntry& entry) const {
    if (entry.error) return ViewState::stopped;
    const bool is_near = entry.live->position + limits.events_per_step >= log.end();
    return entry.is_following() && is_near ? ViewState::live : ViewState::catching_up;
}

RebuildProgress ProjectionRunner::State::progress_of(const ViewEntry& entry) const {
    RebuildProgress progress;
    progress.version = entry.view->version;
    progress.target = log.end();
    progress.error = entry.rebuild->error;
    if (!entry.rebuild->build) return progress;
    const Build& build = *entry.rebuild->build;
    progress.build = build.name.build;
    progress.position = build.position;
    progress.events_per_second = build.rate.per_second(clock.monotonic());
    if (progress.events_per_second > 0)
        progress.eta_seconds =
            static_cast<double>(progress.target - std::min(progress.target, build.position)) /
            progress.events_per_second;
    return progress;
}

ViewStatus ProjectionRunner::State::status_of(const ViewEntry& entry) const {
    ViewStatus status{.name = std::string{entry.view->name},
                      .version = entry.view->version,
                      .serving_version = entry.live->name.version,
                      .state = state_of(entry),
                      .position = entry.live->position,
                      .log_end = log.end(),
                      .events_per_second = entry.live->rate.per_second(clock.monotonic()),
                      .error = entry.error,
                      .rebuild = std::nullopt,
                      .digest_mismatch = entry.digest_mismatch,
                      .bytes = entry.live->rows->approximate_bytes(),
                      .uncommitted_bytes = entry.live->rows->uncommitted_bytes()};
    if (entry.rebuild && entry.rebuild->build)
        status.uncommitted_bytes += entry.rebuild->build->rows->uncommitted_bytes();
    if (entry.rebuild && entry.rebuild->phase != RebuildPhase::cancelled)
        status.rebuild = progress_of(entry);
    return status;
}

}  // namespace ledger
