// Which events go to which views, and how a view that fails is left at a whole event.
#include "projections/fold.hpp"

#include "engine/kernel/assert.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

namespace ledger {
namespace {

constexpr FoldLimits no_limits{.events = std::numeric_limits<std::size_t>::max(),
                               .uncommitted_bytes = std::numeric_limits<std::size_t>::max()};

struct TextHash {
    using is_transparent = void;  // NOLINT(readability-identifier-naming): std's name.
    std::size_t operator()(std::string_view text) const {
        return std::hash<std::string_view>{}(text);
    }
};

bool folds(const View& view, std::string_view event_type) {
    return view.event_types.empty() ||
           std::ranges::find(view.event_types, event_type) != view.event_types.end();
}

/// One pass over the events for all targets that have not failed.
class Pass {
public:
    Pass(std::span<FoldTarget> targets, std::size_t max_bytes)
        : targets_{targets}, max_bytes_{max_bytes}, alive_{targets.size()} {}

    /// Whether there is reason to go on.
    bool visit(const RecordedEvent& event) {
        const ViewEvent seen{event};
        for (FoldTarget* target : interested(event.type))
            if (!target->failure) apply(*target, seen);
        reached_ = {.position = event.position + 1, .last_event = event.event_id};
        return alive_ > 0 && bytes_ < max_bytes_;
    }
    /// Behind the last event that was visited.
    const ViewCheckpoint& reached() const { return reached_; }

private:
    void apply(FoldTarget& target, const ViewEvent& event) {
        if (const Result<void> applied = target.view->apply(*target.rows, event); !applied) {
            target.failure = applied.error();
            target.failure->message = fmt::format("event {} ({}): {}", event->position, event->type,
                                                  applied.error().message);
            target.failed_at = event->position;
            --alive_;
        }
        bytes_ = std::max(bytes_, target.rows->uncommitted_bytes());
    }

    const std::vector<FoldTarget*>& interested(const std::string& event_type) {
        if (const auto known = interested_.find(event_type); known != interested_.end())
            return known->second;
        std::vector<FoldTarget*> targets;
        for (FoldTarget& target : targets_)
            if (folds(*target.view, event_type)) targets.push_back(&target);
        return interested_.emplace(event_type, std::move(targets)).first->second;
    }

    std::span<FoldTarget> targets_;
    std::size_t max_bytes_;
    std::size_t alive_;
    std::size_t bytes_ = 0;
    ViewCheckpoint reached_;
    std::unordered_map<std::string, std::vector<FoldTarget*>, TextHash, std::equal_to<>>
        interested_;
};

/// Leaves a target that failed as the events before the failing one do: what `apply` had put
/// already is forgotten together with the whole step, and the step is folded again up to there.
Result<void> settle(const LogReader& log, FoldTarget& target) {
    target.rows->discard();
    while (target.rows->position() < target.failed_at) {
        FoldTarget again{.view = target.view, .rows = target.rows};
        TRY(fold(log, {&again, 1}, target.failed_at, no_limits));
        // Events fold as before, but rows may have become unreadable since; then here is the place.
        if (again.failure) {
            target.failure = again.failure;
            target.failed_at = again.failed_at;
        }
    }
    return {};
}

}  // namespace

Result<void> fold(const LogReader& log, std::span<FoldTarget> targets, Position until,
                  const FoldLimits& limits) {
    LEDGER_ASSERT(!targets.empty());
    const Position from = targets.front().rows->position();
    for (const FoldTarget& target : targets) LEDGER_ASSERT(target.rows->position() == from);
    until = std::min<Position>(until, from + std::min<Position>(limits.events, until - from));

    Pass pass{targets, limits.uncommitted_bytes};
    TRY(log.events(from, until, [&](const RecordedEvent& event) { return pass.visit(event); }));
    for (FoldTarget& target : targets) {
        if (target.failure) {
            TRY(settle(log, target));
        } else if (pass.reached().position > from) {
            TRY(target.rows->commit(pass.reached()));
        }
    }
    return {};
}

}  // namespace ledger
