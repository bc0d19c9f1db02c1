// How processes start and end.
#include "tests/sim/simulation.hpp"

#include <fmt/format.h>

namespace ledger::test {
namespace {

constexpr std::uint64_t max_changes_to_open = 260;
constexpr std::uint64_t plenty = 1ULL << 40U;
constexpr std::uint64_t max_wal_bytes = 64U << 20U;

}  // namespace

std::optional<Wal> Simulation::newest_wal() const {
    const auto names = machine_.disk.list(folder.log());
    if (!names) return std::nullopt;
    std::optional<Wal> newest;
    for (const std::string& name : *names) {
        if (!name.ends_with(".log")) continue;
        const std::string path = folder.log() + "/" + name;
        const auto info = machine_.disk.info(path);
        if (info) newest = Wal{.path = path, .size = info->size};
    }
    return newest;
}

CacheLimits Simulation::any_cache() {
    switch (prng_.below(3)) {
        case 0: return {.streams = 8, .rows = 24};
        case 1: return {.streams = 20, .rows = 60};
        default: return {};
    }
}

void Simulation::start() {
    // The power may fail while it starts, or the disk may be full still.
    if (!is_faulty_ && prng_.chance(4)) {
        note("power cut armed");
        is_faulty_ = true;
        machine_.disk.lose_power_after(1 + prng_.below(max_changes_to_open));
    }
    while (!try_to_start())
        if (!findings_.none()) return;
    tail_start_.reset();
    compact_when_due();
    inspection_.look_at_all(*process_);
    clients_.judge_unanswered();
}

bool Simulation::try_to_start() {
    note("start");
    ++result_.starts;
    auto process = Process::start(machine_, views_, any_cache());
    background_.settle();
    if (process) {
        process_ = *std::move(process);
        is_reserve_used_ = false;
        return true;
    }
    const Error& error = process.error();
    note("could not start", error.code);
    if (!is_faulty_) {
        findings_.report("a start after any crash succeeds", error.code + ": " + error.message);
        return false;
    }
    if (machine_.disk.info("/") && prng_.chance(2)) {
        repair();
    } else {
        crash();
    }
    return false;
}

void Simulation::end_life() {
    if (!process_->is_dead() && prng_.chance(4)) return stop_cleanly();
    if (!machine_.disk.info("/") || !prng_.chance(3)) return crash();
    kill();
}

/// As `nociq serve` ends.
void Simulation::stop_cleanly() {
    note("stop");
    drain();
    if (!process_->is_dead()) process_->stages->sync_head();
    judge();
    process_->reader.reset();
    if (const auto closed = process_->runner->close(); !closed) process_->die(closed.error());
    background_.settle();
    const bool is_clean = !process_->is_dead();
    if (const auto unanswered = end_process(); unanswered > 0 && is_clean)
        findings_.report("an orderly end answers all that was accepted",
                         fmt::format("{} commands got no answer", unanswered));
    if (is_clean && !is_faulty_ && tail_start_ && prng_.chance(2)) lose_tail();
}

/// All that was accepted is decided, committed and answered.
void Simulation::drain() {
    process_->stages->stop();
    while (!process_->is_dead()) {
        Stages& stages = *process_->stages;
        const PipelineState state = stages.state();
        take_load();
        while (can_read() && !process_->is_dead()) read();
        while (can_deliver()) deliver();
        decide();
        if (can_take_batch()) take_batch();
        if (can_commit()) {
            commit();
        } else if (state.queued_commands == 0 && state.parked_commands == 0) {
            return;
        }
        judge();
        if (!findings_.none()) return;
    }
}

/// How many commands will never be answered.
std::size_t Simulation::end_process() {
    process_.reset();
    background_.settle();
    return clients_.lose_answers();
}

/// The power fails.
void Simulation::crash() {
    note("crash");
    end_process();
    machine_.disk.crash(prng_.next());
    is_faulty_ = false;
    ++result_.crashes;
}

/// The process ends, the machine does not: what was written stands, synced or not.
void Simulation::kill() {
    note("kill");
    end_process();
    if (prng_.chance(2)) repair();
    ++result_.crashes;
}

/// Somebody makes room, or the disk recovers.
void Simulation::repair() {
    note("repair");
    machine_.disk.fail_sync(0);
    machine_.disk.limit_space(plenty);
    machine_.disk.lose_power_after(0);
    is_faulty_ = false;
}

/// Somebody cuts the end off the write-ahead log: HEAD remembers it.
void Simulation::lose_tail() {
    const auto wal = newest_wal();
    if (!wal || wal->size <= *tail_start_) return;
    const std::uint64_t left = prng_.below(*tail_start_ + 1);
    note("lose the tail", fmt::format("{} of {} bytes are left", left, wal->size));
    const auto whole = read_file(machine_.disk, wal->path, max_wal_bytes);
    auto file = machine_.disk.open(wal->path, OpenMode::read_write);
    if (!whole || !file || !(*file)->truncate(left) || !(*file)->sync())
        return findings_.report("the simulation can cut a file", wal->path);
    const auto process = Process::start(machine_, views_, any_cache());
    background_.settle();
    if (process || process.error().kind != ErrorKind::corrupt)
        return findings_.report("a lost tail is refused",
                                process ? "it started" : process.error().message);
    if (!(*file)->write_at(0, *whole) || !(*file)->sync())
        findings_.report("the simulation can mend a file", wal->path);
}

}  // namespace ledger::test
