#include "engine/core/timers.hpp"

#include "engine/core/timer_rows.hpp"
#include "engine/core/transfers.hpp"
#include "engine/core/tx.hpp"

#include <algorithm>
#include <utility>

namespace ledger {
namespace {

/// What a command of ours weighs in the engine's queue.
constexpr std::size_t command_bytes = 512;

/// Of the engine or the clock as a whole: health tells of it, and each timer need not.
bool is_passing(ErrorKind kind) {
    return kind == ErrorKind::unavailable || kind == ErrorKind::insufficient_storage;
}

std::string_view id_of(std::string_view stream, const AggregateType& type) {
    return stream.substr(type.category.size() + 1);
}

}  // namespace

Timers::Timers(Parts parts, TimerLimits limits)
    : parts_{std::move(parts)}, limits_{limits}, uuids_{parts_.entropy} {
    wakings_.emplace(transfer_waking.stream_type->category, &transfer_waking);
    for (const Domain* domain : parts_.domains)
        for (const Waking& waking : domain->wakings)
            wakings_.emplace(waking.stream_type->category, &waking);
}

Result<void> Timers::ring() {
    const Timestamp now = parts_.clock.now();
    if (now < parts_.signal.next_look()) return {};
    set_ringing(true);
    Result<void> rung = ring_at(now);
    set_ringing(false);
    return rung;
}

Result<void> Timers::ring_at(Timestamp now) {
    TRY(due, find_due(now));
    for (const Timer& timer : due)
        if (!submit(timer)) break;
    return {};
}

void Timers::set_ringing(bool ringing) {
    const std::lock_guard lock{mutex_};
    is_ringing_ = ringing;
}

bool Timers::is_busy() const {
    const std::lock_guard lock{mutex_};
    return is_ringing_ || !under_way_.empty() || parts_.signal.next_look() <= parts_.clock.now();
}

Result<std::vector<Timers::Timer>> Timers::find_due(Timestamp now) {
    std::size_t room = 0;
    parts_.signal.begin_look();
    {
        const std::lock_guard lock{mutex_};
        is_cut_short_ = false;
        std::erase_if(resting_, [&](const auto& item) { return item.second <= now; });
        room = limits_.commands_under_way - under_way_.size();
    }
    std::vector<Timer> due;
    Timestamp next = Timestamp::max();
    TRY(scan_timers(parts_.log, [&](Timestamp time, std::string_view stream) {
        next = time;
        if (time > now) return false;
        next = Timestamp::max();
        const std::lock_guard lock{mutex_};
        std::string name{stream};
        if (under_way_.contains(name) || resting_.contains(name)) return true;
        if (due.size() == room) {
            is_cut_short_ = true;
            return false;
        }
        due.push_back({time, std::move(name)});
        return true;
    }));
    const std::lock_guard lock{mutex_};
    for (const auto& [stream, until] : resting_) next = std::min(next, until);
    // Else the answer to the last one under way looks again.
    if (is_cut_short_ && due.empty() && under_way_.empty()) next = now;
    parts_.signal.look_at(next);
    return due;
}

bool Timers::submit(const Timer& timer) {
    const std::string category{category_of(timer.stream)};
    const auto waking = wakings_.find(category);
    if (waking == wakings_.end()) {
        rest(timer.stream, {.kind = ErrorKind::internal,
                            .code = "timer.unknown",
                            .message = "nothing is known that wakes " + category});
        return true;
    }
    {
        const std::lock_guard lock{mutex_};
        under_way_.insert(timer.stream);
    }
    const Result<void> accepted = parts_.submit(command_for(*waking->second, timer));
    if (accepted) return true;
    done(timer.stream, fail(accepted.error()));
    return false;
}

Command Timers::command_for(const Waking& waking, const Timer& timer) {
    const std::string id{id_of(timer.stream, *waking.stream_type)};
    return {.handler = [waking, timer, id](Tx& tx) -> Result<Reply> {
                TRY(is_set, tx.take_timer(*waking.stream_type, timer.stream, timer.due));
                if (is_set) TRY(waking.wake(tx, id, timer.due));
                return Reply{.status = 204};
            },
            .touches = {{.stream_type = waking.stream_type, .unique_space = {}, .value = id}},
            .caller = {.actor = "system",
                       .correlation_id = uuids_.next(parts_.clock.now()),
                       .causation_id = {},
                       .idempotency_key_hash = {}},
            .idempotency = {},
            .bytes = command_bytes,
            .done = [this, stream = timer.stream](
                        const Outcome& outcome) { done(stream, outcome.reply); }};
}

void Timers::done(const std::string& stream, const Result<Reply>& reply) {
    if (!reply) rest(stream, reply.error());
    const std::lock_guard lock{mutex_};
    under_way_.erase(stream);
    if (!under_way_.empty()) return;
    if (is_cut_short_) parts_.signal.look_at(Timestamp::min());
    idle_.notify_all();  // Whoever waits may end this object once the lock is free.
}

void Timers::wait_until_idle() {
    std::unique_lock lock{mutex_};
    idle_.wait(lock, [this] { return under_way_.empty(); });
}

void Timers::rest(const std::string& stream, const Error& error) {
    const Timestamp until = parts_.clock.now() + limits_.retry_delay;
    {
        const std::lock_guard lock{mutex_};
        resting_[stream] = until;
    }
    if (!is_passing(error.kind)) parts_.on_failure(stream, error);
    parts_.signal.look_at(until);
}

}  // namespace ledger
