#include "engine/core/stages.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ledger {
namespace {

/// A batch of which an answer is a corrupt read: the log cannot be trusted any more.
const Error* find_corruption(const Batch& batch) {
    for (const Completion& completion : batch.completions)
        if (const auto& reply = completion.outcome.reply;
            !reply && reply.error().kind == ErrorKind::corrupt)
            return &reply.error();
    return nullptr;
}

}  // namespace

Stages::Stages(Parts parts, const PipelineLimits& limits)
    : sequencer_{std::move(parts.sequencer)},
      committer_{std::move(parts.committer)},
      log_{parts.log},
      clock_{parts.clock},
      limits_{limits},
      on_durable_{std::move(parts.on_durable)},
      on_fatal_{std::move(parts.on_fatal)},
      on_timer_set_{std::move(parts.on_timer_set)},
      durable_end_{parts.log.end()},
      last_recorded_at_{sequencer_.last_recorded_at()} {}

Result<void> Stages::submit(Command command) {
    if (storage_low_)
        return fail(ErrorKind::insufficient_storage, "storage.low",
                    "the disk's reserve is used up; nothing was written");
    const std::lock_guard lock{mutex_};
    if (stopping_ || dead_)
        return fail(ErrorKind::unavailable, "engine.stopping", "the server is stopping");
    if (queue_.size() >= limits_.queued_commands ||
        queued_bytes_ + parked_bytes_ + command.bytes > limits_.queued_bytes)
        return fail(ErrorKind::unavailable, "engine.overloaded", "too many requests are waiting");
    queued_bytes_ += command.bytes;
    queue_.push_back(std::move(command));
    sequencer_wakes_.notify_one();
    return {};
}

PipelineState Stages::state() const {
    const std::lock_guard lock{mutex_};
    return {.durable_end = durable_end(),
            .queued_commands = queue_.size(),
            .queued_bytes = queued_bytes_ + parked_bytes_,
            .parked_commands = parked_,
            .most_parked_commands = sequencer_.limits().parked_commands,
            .commits = commits_,
            .head_syncs = head_syncs_,
            .answered = answered_,
            .rejected = rejected_,
            .storage_low = storage_low_,
            .clock_trusted = sequencer_.clock_trusted(last_recorded_at_)};
}

bool Stages::is_batch_full() const {
    return decided_batch_ && (decided_batch_->commands >= limits_.batch_commands ||
                              decided_batch_->bytes >= limits_.batch_bytes);
}

bool Stages::has_work() const { return !loaded_.empty() || (!queue_.empty() && !is_batch_full()); }

Stages::Work Stages::take_work_locked() {
    Work work{.commands = {}, .found = std::exchange(loaded_, {}), .on_disk = durable_batch_};
    const std::size_t held = decided_batch_ ? decided_batch_->commands : 0;
    std::size_t bytes = decided_batch_ ? decided_batch_->bytes : 0;
    while (!queue_.empty() && held + work.commands.size() < limits_.batch_commands &&
           bytes < limits_.batch_bytes) {
        bytes += queue_.front().bytes;
        queued_bytes_ -= queue_.front().bytes;
        work.commands.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    return work;
}

std::optional<Stages::Work> Stages::take_work() {
    const std::lock_guard lock{mutex_};
    if (dead_ || !has_work()) return std::nullopt;
    return take_work_locked();
}

std::optional<Stages::Work> Stages::next_work() {
    std::unique_lock lock{mutex_};
    while (!dead_ && !has_work()) {
        if (stopping_ && queue_.empty() && parked_ == 0) break;
        sequencer_wakes_.wait(lock);
    }
    if (!dead_ && has_work()) return take_work_locked();
    sequencer_ended_ = true;
    committer_wakes_.notify_all();
    loader_wakes_.notify_all();
    return std::nullopt;
}

void Stages::decide(Work work) {
    sequencer_.durable(work.on_disk);
    Batch batch = sequencer_.open_batch();
    for (Loaded& item : work.found) sequencer_.loaded(std::move(item), batch);
    for (Command& command : work.commands) sequencer_.decide(std::move(command), batch);
    last_recorded_at_ = sequencer_.last_recorded_at();
    hand_on(std::move(batch), sequencer_.take_loads());
}

void Stages::hand_on(Batch batch, std::vector<Missing> loads) {
    const std::lock_guard lock{mutex_};
    parked_ = sequencer_.parked();
    parked_bytes_ = sequencer_.parked_bytes();
    std::ranges::move(loads, std::back_inserter(to_load_));
    if (decided_batch_) {
        decided_batch_->merge(std::move(batch));
    } else {
        decided_batch_ = std::move(batch);
    }
    committer_wakes_.notify_one();
    if (!to_load_.empty()) loader_wakes_.notify_all();
}

bool Stages::take_batch_locked() {
    if (dead_ || !decided_batch_) return false;
    writing_ = std::exchange(decided_batch_, std::nullopt);
    sequencer_wakes_.notify_one();
    return true;
}

bool Stages::take_batch() {
    const std::lock_guard lock{mutex_};
    return take_batch_locked();
}

bool Stages::next_batch() {
    std::unique_lock lock{mutex_};
    if (!dead_ && !decided_batch_ && !sequencer_ended_) wait_for_batch(lock);
    return take_batch_locked() || (!dead_ && !sequencer_ended_);
}

void Stages::wait_for_batch(std::unique_lock<std::mutex>& lock) {
    if (committer_.head_is_behind()) {
        const Duration since = clock_.monotonic() - head_synced_at_;
        committer_wakes_.wait_for(lock, std::max(limits_.head_sync_interval - since, Duration{}));
    } else {
        committer_wakes_.wait(lock);
    }
}

void Stages::commit() {
    if (!writing_) return;
    Batch batch = *std::exchange(writing_, std::nullopt);
    const Error* const corruption = find_corruption(batch);
    const Result<void> written =
        corruption != nullptr ? fail(*corruption) : committer_.commit(batch);
    if (!written) return die(written.error());
    if (batch.writes()) ++commits_;
    durable_end_.store(committer_.end(), std::memory_order_release);
    if (!batch.events.empty()) on_durable_(committer_.end());
    if (batch.earliest_timer && on_timer_set_) on_timer_set_(*batch.earliest_timer);
    const BatchNumber number = batch.number;
    answered_ += batch.completions.size();
    rejected_ += static_cast<std::uint64_t>(std::ranges::count_if(
        batch.completions, [](const Completion& one) { return !one.outcome.reply.has_value(); }));
    Committer::answer(std::move(batch));
    const std::lock_guard lock{mutex_};
    durable_batch_ = number;
}

void Stages::sync_head_when_due() {
    if (!committer_.head_is_behind()) return;
    const Duration now = clock_.monotonic();
    if (now - head_synced_at_ < limits_.head_sync_interval) return;
    head_synced_at_ = now;
    sync_head();
}

void Stages::sync_head() {
    {
        const std::lock_guard lock{mutex_};
        if (dead_) return;
    }
    if (!committer_.head_is_behind()) return;
    const Result<void> synced = committer_.sync_head();
    ++head_syncs_;
    if (!synced) die(synced.error());
}

std::optional<Missing> Stages::take_load_locked() {
    if (dead_ || to_load_.empty()) return std::nullopt;
    Missing what = std::move(to_load_.front());
    to_load_.pop_front();
    return what;
}

std::optional<Missing> Stages::take_load() {
    const std::lock_guard lock{mutex_};
    return take_load_locked();
}

std::optional<Missing> Stages::next_load() {
    std::unique_lock lock{mutex_};
    loader_wakes_.wait(lock, [this] { return dead_ || sequencer_ended_ || !to_load_.empty(); });
    return take_load_locked();
}

std::optional<Loaded> Stages::read(const Missing& what) {
    Result<Loaded> found = load(log_, what);
    if (found) return std::move(*found);
    die(found.error());
    return std::nullopt;
}

void Stages::deliver(Loaded loaded) {
    const std::lock_guard lock{mutex_};
    loaded_.push_back(std::move(loaded));
    sequencer_wakes_.notify_one();
}

void Stages::stop() {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    sequencer_wakes_.notify_all();
}

void Stages::die(const Error& error) {
    {
        const std::lock_guard lock{mutex_};
        if (std::exchange(dead_, true)) return;
    }
    sequencer_wakes_.notify_all();
    committer_wakes_.notify_all();
    loader_wakes_.notify_all();
    on_fatal_(error);
}

}  // namespace ledger
