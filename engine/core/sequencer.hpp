// The one writer: decides commands one after another against current state (law 3).
#pragma once

#include "engine/core/batch.hpp"
#include "engine/core/loader.hpp"
#include "engine/core/state_cache.hpp"
#include "engine/core/uuid_source.hpp"
#include "engine/kernel/domain.hpp"
#include "engine/ports/clock.hpp"
#include "engine/ports/entropy.hpp"

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <set>
#include <span>
#include <vector>

namespace ledger {

struct SequencerLimits {
    CacheLimits cache;
    std::size_t parked_commands = 16'384;
    /// A command that still lacks something after so many rounds of loading is refused with 503.
    std::uint32_t load_rounds = 16;
    /// How far wall and monotonic clock may drift apart (ruling 47).
    Duration clock_tolerance = std::chrono::minutes{5};
};

/// Where the log ends when the sequencer starts.
struct LogEnd {
    Position end = 0;
    Timestamp last_recorded_at{};
};

/// Never touches the disk. One thread; no clock but the port, so that a simulation can drive it.
class Sequencer {
public:
    Sequencer(const Clock& clock, Entropy& entropy, std::span<const Domain* const> domains,
              const Secret& index_key, LogEnd end, SequencerLimits limits = {});

    /// Decides `command` and adds what follows to `batch`, which must have been made by
    /// `open_batch` and not yet handed on; or parks it until what it lacks was loaded.
    void decide(Command command, Batch& batch);
    /// What a cold read found; commands that lack nothing any more are decided.
    void loaded(Loaded loaded, Batch& batch);
    /// Cold reads to do, each asked for once.
    std::vector<Missing> take_loads();

    Batch open_batch();
    /// The batches up to `number` are on disk.
    void durable(BatchNumber number);

    Position end() const { return end_; }
    std::size_t parked() const { return parked_.size(); }
    std::size_t parked_bytes() const { return parked_bytes_; }
    const SequencerLimits& limits() const { return limits_; }
    Timestamp last_recorded_at() const { return last_recorded_at_; }
    /// Whether the clock has gone evenly since we started and is not behind what was recorded last,
    /// in both cases but for `clock_tolerance` (ruling 47). Any thread.
    bool clock_trusted(Timestamp last_recorded_at) const;
    /// Drops all cached state; only while nothing is parked and everything is durable.
    void forget() { cache_.clear(); }

private:
    struct Parked {
        Command command;
        std::set<Missing> waits_for;
        std::uint32_t rounds = 1;
    };
    /// What became of looking for a kept answer.
    enum class Kept { none, answered, missing };

    void run(Command command, std::uint32_t rounds, Batch& batch);
    Kept find_kept(Command& command, std::vector<Missing>& missing, Batch& batch);
    std::vector<Missing> unloaded(const std::vector<Touch>& touches);
    void park(Command command, std::vector<Missing> missing, std::uint32_t rounds, Batch& batch);
    void accept(const Command& command, Changes changes, const Reply& reply, Batch& batch);
    void complete(Command& command, Result<Reply> reply, Position position, bool replayed,
                  Batch& batch);
    void assert_balanced(const Changes& changes);
    void set_timers(const Changes& changes, Batch& batch);
    Timestamp stamp();
    Position last_position() const { return end_ == 0 ? 0 : end_ - 1; }

    const Clock* clock_;
    UuidSource uuids_;
    std::vector<const Reaction*> reactions_;
    std::vector<const Lookup*> lookups_;
    StateCache cache_;
    SequencerLimits limits_;
    Position end_;
    Timestamp last_recorded_at_;
    BatchNumber batches_ = 0;
    Duration clock_offset_;  ///< Wall minus monotonic, when we started.

    std::list<Parked> parked_;
    std::size_t parked_bytes_ = 0;
    std::map<Missing, std::vector<std::list<Parked>::iterator>> waiting_;
    std::set<Hash> parked_keys_;
    std::vector<Missing> loads_;
};

}  // namespace ledger
