// One seed: processes that live and die on one machine, step by step, each step chosen by the seed.
#pragma once

#include "tests/sim/clients.hpp"
#include "tests/sim/inspection.hpp"
#include "tests/support/rocksdb_background.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::test {

struct SimulationSettings {
    std::uint64_t seed = 0;
    std::uint32_t crashes = 8;  ///< How many crash-recover cycles.
    /// Hears every step; empty: nobody listens.
    std::function<void(std::string_view line)> trace{};
};

struct SimulationResult {
    std::optional<Finding> finding;
    std::uint64_t steps = 0;
    std::uint64_t crashes = 0;
    std::uint64_t starts = 0;
    std::uint64_t answered = 0;
    std::uint64_t refused = 0;
    std::uint64_t replayed = 0;
    Position events = 0;
    /// Of all that happened: the same for the same seed.
    std::uint64_t fingerprint = 0;
    std::vector<std::string> last_steps;
};

/// The newest write-ahead log of the log database.
struct Wal {
    std::string path;
    std::uint64_t size = 0;
};

class Simulation {
public:
    Simulation(const SimulationSettings& settings, RocksdbBackground& background);
    ~Simulation();
    Simulation(const Simulation&) = delete;
    Simulation& operator=(const Simulation&) = delete;

    SimulationResult run();

private:
    /// Something that may happen now.
    struct Step {
        std::string_view name;
        std::uint32_t weight;
        bool (Simulation::*is_enabled)() const;
        void (Simulation::*take)();
    };
    static const std::array<Step, 27> steps;

    void live();
    void take_step();
    void note(std::string_view what, std::string_view detail = "");

    // Starting and ending processes:
    void start();
    bool try_to_start();
    CacheLimits any_cache();
    void end_life();
    void stop_cleanly();
    void drain();
    std::size_t end_process();
    void crash();
    void kill();
    void lose_tail();
    void repair();
    std::optional<Wal> newest_wal() const;

    // What clients, threads and time do:
    bool always() const { return true; }
    void send();
    bool can_repeat() const { return clients_.can_repeat(); }
    void repeat();
    void submit(Command command, std::string_view text);
    bool can_decide() const;
    void decide();
    void work_through();
    bool can_take_batch() const { return process_->has_decided && !process_->is_writing; }
    void take_batch();
    bool can_commit() const { return process_->is_writing; }
    void commit();
    void sync_head();
    bool can_take_load() const { return process_->has_asked; }
    void take_load();
    bool can_read() const { return !process_->to_read.empty(); }
    void read();
    bool can_deliver() const { return !process_->read.empty(); }
    void deliver();
    void pass_moments();
    void pass_minutes();
    void set_wall_clock();
    void toggle_reserve();

    // What timers do:
    void ring();
    void wake_all();
    bool can_wake_all() const;
    void settle();

    // What projections do:
    void fold();
    void fold_rebuilds();
    void ask_for_rebuild();
    void cancel_rebuild();
    void look_at_view();
    void hold_reader();
    void await_view();

    // What the disk does:
    bool can_compact() const { return background_.has_compactions(); }
    void compact();
    void compact_when_due();
    bool is_healthy() const { return !is_faulty_; }
    void arm_power_cut();
    void arm_failing_sync();
    void arm_full_disk();

    void judge();
    const View& any_view();

    SimulationSettings settings_;
    RocksdbBackground& background_;
    Prng prng_;
    Machine machine_;
    std::vector<View> views_;
    Findings findings_;
    Model model_;
    Clients clients_;
    Inspection inspection_;
    std::unique_ptr<Process> process_;
    SimulationResult result_;
    bool is_faulty_ = false;        ///< The disk was told to fail, or has.
    bool is_reserve_used_ = false;  ///< Commands are shed.
    std::uint32_t flushes_since_compaction_ = 0;
    /// Where the write-ahead log stood before the newest commit of this life that held events.
    std::optional<std::uint64_t> tail_start_;
};

}  // namespace ledger::test
