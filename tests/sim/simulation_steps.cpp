// What clients, threads, time and the disk may do at any moment.
#include "tests/sim/simulation.hpp"

#include <fmt/format.h>

#include <utility>

namespace ledger::test {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t max_changes_to_cut = 60;
constexpr std::uint64_t max_syncs_to_failure = 12;
constexpr std::uint64_t max_bytes_left = 30'000;
constexpr std::uint32_t most_flushes_without_compaction = 3;
constexpr Duration timer_rest = 1500ms;  ///< More than one that failed rests.
constexpr int most_rings = 12;           ///< More than the sleepers need, three at a time.

template <class Value>
Value take_any(std::vector<Value>& values, Prng& prng) {
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(prng.below(values.size()));
    Value value = std::move(*place);
    values.erase(place);
    return value;
}

}  // namespace

void Simulation::send() {
    for (auto left = 1 + prng_.below(3); left > 0; --left) {
        std::string text;
        Command command = clients_.new_command(machine_.clock.now(), text);
        submit(std::move(command), text);
    }
}

void Simulation::repeat() {
    std::string text;
    Command command = clients_.repeated_command(machine_.clock.now(), text);
    submit(std::move(command), text);
}

void Simulation::submit(Command command, std::string_view text) {
    const auto accepted = process_->stages->submit(std::move(command));
    note(accepted ? "  submitted" : "  shed", text);
    if (accepted) return;
    clients_.withdraw_last();
    const bool is_full = process_->stages->state().queued_commands > 0;
    const auto kind = accepted.error().kind;
    if (kind != (is_reserve_used_ ? ErrorKind::insufficient_storage : ErrorKind::unavailable) ||
        (!is_reserve_used_ && !is_full))
        findings_.report("commands are shed only for a reason", accepted.error().message);
}

bool Simulation::can_decide() const {
    return process_->has_delivered || process_->stages->state().queued_commands > 0;
}

void Simulation::decide() {
    auto work = process_->stages->take_work();
    if (!work) return;
    process_->has_delivered = false;
    process_->has_decided = true;
    process_->has_asked = true;
    process_->stages->decide(*std::move(work));
}

/// As threads do that nothing holds up: several rounds of everything but the commit.
void Simulation::work_through() {
    for (auto left = 1 + prng_.below(5); left > 0 && !process_->is_dead(); --left) {
        decide();
        take_load();
        while (can_read() && !process_->is_dead()) read();
        while (can_deliver()) deliver();
    }
    if (process_->is_dead()) return;
    decide();
    if (can_take_batch() && prng_.chance(2)) take_batch();
}

void Simulation::take_batch() {
    process_->is_writing = process_->stages->take_batch();
    process_->has_decided = false;
}

void Simulation::commit() {
    const auto wal = newest_wal();
    const Position before = process_->log().end();
    process_->stages->commit();
    process_->is_writing = false;
    if (process_->log().end() > before) tail_start_ = wal ? wal->size : 0;
    if (!process_->is_dead()) process_->stages->sync_head_when_due();
}

void Simulation::sync_head() { process_->stages->sync_head_when_due(); }

void Simulation::take_load() {
    while (auto what = process_->stages->take_load()) {
        process_->to_read.push_back(*std::move(what));
        if (prng_.chance(4)) return;
    }
    process_->has_asked = false;
}

void Simulation::read() {
    const Missing what = take_any(process_->to_read, prng_);
    if (auto found = process_->stages->read(what)) process_->read.push_back(*std::move(found));
}

void Simulation::deliver() {
    process_->has_delivered = true;
    process_->stages->deliver(take_any(process_->read, prng_));
}

void Simulation::pass_moments() {
    machine_.clock.advance(std::chrono::milliseconds{prng_.below(200)});
}

void Simulation::pass_minutes() {
    machine_.clock.advance(std::chrono::minutes{1 + prng_.below(40)});
    process_->runner->expire();
}

void Simulation::set_wall_clock() {
    const auto seconds = static_cast<std::int64_t>(prng_.below(1'200)) - 600;
    machine_.clock.set(machine_.clock.now() + std::chrono::seconds{seconds});
}

void Simulation::toggle_reserve() {
    is_reserve_used_ = !is_reserve_used_ && prng_.chance(3);
    process_->stages->set_storage_low(is_reserve_used_);
}

void Simulation::ring() {
    if (const auto rung = process_->timers->ring(); !rung) process_->die(rung.error());
}

bool Simulation::can_wake_all() const {
    return is_healthy() && !is_reserve_used_ && process_->stages->state().clock_trusted;
}

/// All that was accepted is decided, committed and answered; others may be accepted meanwhile.
void Simulation::settle() {
    while (!process_->is_dead() && findings_.none()) {
        take_load();
        while (can_read() && !process_->is_dead()) read();
        while (can_deliver()) deliver();
        decide();
        if (can_take_batch()) take_batch();
        const PipelineState state = process_->stages->state();
        if (can_commit()) {
            commit();
            judge();
        } else if (state.queued_commands == 0 && state.parked_commands == 0) {
            return;
        }
    }
}

/// With time enough, whatever is due is woken.
void Simulation::wake_all() {
    settle();
    for (int round = 0; round < most_rings && !process_->is_dead() && findings_.none(); ++round) {
        machine_.clock.advance(timer_rest);
        ring();
        settle();
    }
    if (process_->is_dead() || !can_wake_all()) return;
    for (const auto& [stream, due] : model_.timers())
        if (due + timer_rest * most_rings < machine_.clock.now())
            findings_.report("what is due is woken", fmt::format("{} at {}", stream, to_text(due)));
}

void Simulation::fold() {
    compact_when_due();
    if (const auto more = process_->runner->step(); !more) process_->die(more.error());
    background_.settle();
}

void Simulation::fold_rebuilds() {
    compact_when_due();
    if (const auto more = process_->runner->step_rebuild(); !more) process_->die(more.error());
    background_.settle();
}

void Simulation::ask_for_rebuild() {
    const std::string_view view = any_view().name;
    const auto asked = process_->runner->rebuild(view);
    note(asked ? "  rebuild" : "  is being rebuilt", view);
}

void Simulation::cancel_rebuild() {
    const std::string_view view = any_view().name;
    const auto cancelled = process_->runner->cancel(view);
    note(cancelled ? "  cancelled" : "  nothing to cancel", view);
}

void Simulation::look_at_view() {
    inspection_.look_at_view(*process_, prng_.below(inspection_.views()), is_healthy());
}

/// Whatever was pinned long ago still shows what it showed then.
void Simulation::hold_reader() {
    if (process_->reader) {
        const auto digest = process_->reader->rows().digest();
        if (digest && digest->hash != process_->reader_digest)
            findings_.report("what a reader holds does not change under it", "");
        process_->reader.reset();
        return;
    }
    auto reader = process_->runner->read(any_view().name);
    if (!reader) return;
    const auto digest = (*reader)->rows().digest();
    if (!digest) return;
    process_->reader = *std::move(reader);
    process_->reader_digest = digest->hash;
}

void Simulation::await_view() {
    const std::string_view view = any_view().name;
    const Position position = process_->stages->durable_end();
    process_->runner->when_reached(
        std::array{view}, position, machine_.clock.monotonic() + 2s,
        [this, view, position](bool reached) {
            // A view that stands still, for its rows cannot be read, keeps nobody waiting.
            const auto reader = process_->runner->read(view);
            if (reached && reader && (*reader)->state() != ViewState::stopped &&
                (*reader)->position() < position)
                findings_.report(
                    "who waits for a view is called when it has arrived",
                    fmt::format("{} at {} of {}", view, (*reader)->position(), position));
        });
}

/// One after another. On a disk that fails, the same one comes back for ever.
void Simulation::compact() {
    flushes_since_compaction_ = 0;
    const int most = is_faulty_ ? 2 : 30;
    for (int done = 0; done < most && can_compact(); ++done) background_.compact();
}

/// RocksDB lets nobody flush any more when too many tables wait for a compaction.
void Simulation::compact_when_due() {
    if (++flushes_since_compaction_ >= most_flushes_without_compaction && can_compact()) {
        note("compaction is due");
        compact();
    }
}

void Simulation::arm_power_cut() {
    is_faulty_ = true;
    machine_.disk.lose_power_after(1 + prng_.below(max_changes_to_cut));
}

void Simulation::arm_failing_sync() {
    is_faulty_ = true;
    machine_.disk.fail_sync(1 + prng_.below(max_syncs_to_failure));
}

void Simulation::arm_full_disk() {
    is_faulty_ = true;
    machine_.disk.limit_space(prng_.below(max_bytes_left));
}

}  // namespace ledger::test
