#include "engine/core/pipeline.hpp"

#include "engine/kernel/assert.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <mutex>
#include <optional>
#include <thread>
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

struct Pipeline::Threads {
    Threads(Parts parts, const PipelineLimits& the_limits)
        : sequencer{std::move(parts.sequencer)},
          committer{std::move(parts.committer)},
          log{parts.log},
          clock{parts.clock},
          limits{the_limits},
          on_durable{std::move(parts.on_durable)},
          on_fatal{std::move(parts.on_fatal)},
          durable_end{parts.log.end()},
          last_recorded_at{sequencer.last_recorded_at()} {}

    void sequence();
    void commit();
    void load();
    /// Decides what came in; the caller does not hold the lock.
    Batch decide(std::deque<Command> commands, std::vector<Loaded> found, BatchNumber on_disk);
    void hand_on(Batch batch, std::vector<Missing> loads);
    bool commit_one(Batch batch);
    bool sync_head_when_due();
    bool sync_head();
    void wait_for_batch(std::unique_lock<std::mutex>& lock);
    std::deque<Command> take_commands();
    void die(const Error& error);

    Sequencer sequencer;
    Committer committer;
    const EventLog& log;
    const Clock& clock;
    const PipelineLimits limits;
    const DurableListener on_durable;
    const FatalHandler on_fatal;

    std::atomic<Position> durable_end;
    std::atomic<bool> storage_low{false};
    std::atomic<Timestamp> last_recorded_at;
    std::atomic<std::uint64_t> commits{0};
    std::atomic<std::uint64_t> head_syncs{0};
    std::atomic<std::uint64_t> answered{0};
    std::atomic<std::uint64_t> rejected{0};
    Duration head_synced_at{};

    mutable std::mutex mutex;
    std::condition_variable sequencer_wakes;
    std::condition_variable committer_wakes;
    std::condition_variable loader_wakes;
    std::deque<Command> queue;
    std::size_t queued_bytes = 0;
    std::vector<Loaded> loaded;
    std::deque<Missing> to_load;
    std::optional<Batch> decided_batch;  ///< Grows until the committer is free to take it.
    BatchNumber durable_batch = 0;
    std::size_t parked = 0;
    std::size_t parked_bytes = 0;
    bool stopping = false;
    bool sequencer_ended = false;
    bool dead = false;

    std::thread sequencer_thread;
    std::thread committer_thread;
    std::vector<std::thread> loader_threads;
};

std::deque<Command> Pipeline::Threads::take_commands() {
    const std::size_t held = decided_batch ? decided_batch->commands : 0;
    std::size_t bytes = decided_batch ? decided_batch->bytes : 0;
    std::deque<Command> taken;
    while (!queue.empty() && held + taken.size() < limits.batch_commands &&
           bytes < limits.batch_bytes) {
        bytes += queue.front().bytes;
        queued_bytes -= queue.front().bytes;
        taken.push_back(std::move(queue.front()));
        queue.pop_front();
    }
    return taken;
}

Batch Pipeline::Threads::decide(std::deque<Command> commands, std::vector<Loaded> found,
                                BatchNumber on_disk) {
    sequencer.durable(on_disk);
    Batch batch = sequencer.open_batch();
    for (Loaded& item : found) sequencer.loaded(std::move(item), batch);
    for (Command& command : commands) sequencer.decide(std::move(command), batch);
    last_recorded_at = sequencer.last_recorded_at();
    return batch;
}

void Pipeline::Threads::hand_on(Batch batch, std::vector<Missing> loads) {
    parked = sequencer.parked();
    parked_bytes = sequencer.parked_bytes();
    std::ranges::move(loads, std::back_inserter(to_load));
    if (decided_batch) {
        decided_batch->merge(std::move(batch));
    } else {
        decided_batch = std::move(batch);
    }
    committer_wakes.notify_one();
    if (!to_load.empty()) loader_wakes.notify_all();
}

void Pipeline::Threads::sequence() {
    std::unique_lock lock{mutex};
    while (!dead) {
        std::deque<Command> commands = take_commands();
        std::vector<Loaded> found = std::exchange(loaded, {});
        if (commands.empty() && found.empty()) {
            if (stopping && queue.empty() && sequencer.parked() == 0) break;
            sequencer_wakes.wait(lock);
            continue;
        }
        const BatchNumber on_disk = durable_batch;
        lock.unlock();
        Batch batch = decide(std::move(commands), std::move(found), on_disk);
        std::vector<Missing> loads = sequencer.take_loads();
        lock.lock();
        hand_on(std::move(batch), std::move(loads));
    }
    sequencer_ended = true;
    committer_wakes.notify_all();
    loader_wakes.notify_all();
}

bool Pipeline::Threads::commit_one(Batch batch) {
    const Error* const corruption = find_corruption(batch);
    const Result<void> written =
        corruption != nullptr ? fail(*corruption) : committer.commit(batch);
    if (!written) {
        die(written.error());
        return false;
    }
    if (batch.writes()) ++commits;
    durable_end.store(committer.end(), std::memory_order_release);
    if (!batch.events.empty()) on_durable(committer.end());
    answered += batch.completions.size();
    rejected += static_cast<std::uint64_t>(std::ranges::count_if(
        batch.completions, [](const Completion& one) { return !one.outcome.reply.has_value(); }));
    Committer::answer(std::move(batch));
    return true;
}

bool Pipeline::Threads::sync_head_when_due() {
    if (!committer.head_is_behind()) return true;
    const Duration now = clock.monotonic();
    if (now - head_synced_at < limits.head_sync_interval) return true;
    head_synced_at = now;
    return sync_head();
}

bool Pipeline::Threads::sync_head() {
    if (!committer.head_is_behind()) return true;
    const Result<void> synced = committer.sync_head();
    ++head_syncs;
    if (!synced) die(synced.error());
    return synced.has_value();
}

void Pipeline::Threads::wait_for_batch(std::unique_lock<std::mutex>& lock) {
    if (committer.head_is_behind()) {
        const Duration since = clock.monotonic() - head_synced_at;
        committer_wakes.wait_for(lock, std::max(limits.head_sync_interval - since, Duration{}));
    } else {
        committer_wakes.wait(lock);
    }
}

void Pipeline::Threads::commit() {
    std::unique_lock lock{mutex};
    while (!dead) {
        std::optional<Batch> batch = std::exchange(decided_batch, std::nullopt);
        if (!batch && sequencer_ended) break;
        sequencer_wakes.notify_one();
        lock.unlock();
        const BatchNumber number = batch ? batch->number : 0;
        const bool alive = (!batch || commit_one(*std::move(batch))) && sync_head_when_due();
        lock.lock();
        if (!alive) return;
        durable_batch = std::max(durable_batch, number);
        if (!decided_batch && !sequencer_ended) wait_for_batch(lock);
    }
    const bool is_clean = !dead;
    lock.unlock();
    if (is_clean) sync_head();
}

void Pipeline::Threads::load() {
    std::unique_lock lock{mutex};
    while (!dead) {
        if (to_load.empty()) {
            if (sequencer_ended) return;
            loader_wakes.wait(lock);
            continue;
        }
        const Missing what = std::move(to_load.front());
        to_load.pop_front();
        lock.unlock();
        Result<Loaded> found = ledger::load(log, what);
        if (!found) {
            die(found.error());
            return;
        }
        lock.lock();
        loaded.push_back(std::move(*found));
        sequencer_wakes.notify_one();
    }
}

void Pipeline::Threads::die(const Error& error) {
    {
        const std::lock_guard lock{mutex};
        if (std::exchange(dead, true)) return;
    }
    sequencer_wakes.notify_all();
    committer_wakes.notify_all();
    loader_wakes.notify_all();
    on_fatal(error);
}

Pipeline::Pipeline(Parts parts, const PipelineLimits& limits)
    : threads_{std::make_unique<Threads>(std::move(parts), limits)} {
    Threads& threads = *threads_;
    threads.committer_thread = std::thread{[&threads] { threads.commit(); }};
    for (std::uint32_t i = 0; i < limits.loaders; ++i)
        threads.loader_threads.emplace_back([&threads] { threads.load(); });
    threads.sequencer_thread = std::thread{[&threads] { threads.sequence(); }};
}

Pipeline::~Pipeline() { stop(); }

Result<void> Pipeline::submit(Command command) {
    Threads& threads = *threads_;
    if (threads.storage_low)
        return fail(ErrorKind::insufficient_storage, "storage.low",
                    "the disk's reserve is used up; nothing was written");
    const std::lock_guard lock{threads.mutex};
    if (threads.stopping || threads.dead)
        return fail(ErrorKind::unavailable, "engine.stopping", "the server is stopping");
    if (threads.queue.size() >= threads.limits.queued_commands ||
        threads.queued_bytes + threads.parked_bytes + command.bytes > threads.limits.queued_bytes)
        return fail(ErrorKind::unavailable, "engine.overloaded", "too many requests are waiting");
    threads.queued_bytes += command.bytes;
    threads.queue.push_back(std::move(command));
    threads.sequencer_wakes.notify_one();
    return {};
}

Position Pipeline::durable_end() const {
    return threads_->durable_end.load(std::memory_order_acquire);
}

PipelineState Pipeline::state() const {
    const std::lock_guard lock{threads_->mutex};
    return {.durable_end = durable_end(),
            .queued_commands = threads_->queue.size(),
            .queued_bytes = threads_->queued_bytes + threads_->parked_bytes,
            .parked_commands = threads_->parked,
            .most_parked_commands = threads_->sequencer.limits().parked_commands,
            .commits = threads_->commits,
            .head_syncs = threads_->head_syncs,
            .answered = threads_->answered,
            .rejected = threads_->rejected,
            .storage_low = threads_->storage_low,
            .clock_trusted = threads_->sequencer.clock_trusted(threads_->last_recorded_at)};
}

const PipelineLimits& Pipeline::limits() const { return threads_->limits; }

void Pipeline::set_storage_low(bool low) { threads_->storage_low = low; }

void Pipeline::stop() {
    Threads& threads = *threads_;
    {
        const std::lock_guard lock{threads.mutex};
        threads.stopping = true;
    }
    threads.sequencer_wakes.notify_all();
    if (threads.sequencer_thread.joinable()) threads.sequencer_thread.join();
    for (std::thread& thread : threads.loader_threads)
        if (thread.joinable()) thread.join();
    if (threads.committer_thread.joinable()) threads.committer_thread.join();
}

}  // namespace ledger
