// One life of the program: the parts that `nociq serve` puts together, with a step of the
// simulation in the place of each thread.
#pragma once

#include "engine/core/stages.hpp"
#include "engine/core/timers.hpp"
#include "http/app/open_ledger.hpp"
#include "projections/runner.hpp"
#include "tests/support/dropping_file_system.hpp"
#include "tests/support/test_clock.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ledger::test {

inline const DataFolder folder{"/data"};

/// What outlives a process.
struct Machine {
    explicit Machine(std::uint64_t seed) : entropy{seed} {}

    DroppingFileSystem disk;
    TestClock clock;
    TestEntropy entropy;
};

class Process {
public:
    /// `cache`: small, and state is forgotten and read again all the time.
    static Result<std::unique_ptr<Process>> start(Machine& machine, std::span<const View> views,
                                                  CacheLimits cache);

    const EventLog& log() const { return *ledger.log; }
    /// It must end: an engine or projection thread would have said so.
    bool is_dead() const { return fatal.has_value(); }
    void die(const Error& error) {
        if (!fatal) fatal = error;
    }

    // Each is destroyed before what it stands on.
    OpenedLedger ledger;
    std::optional<Error> fatal;
    std::unique_ptr<RowStore> store;
    std::unique_ptr<ProjectionRunner> runner;
    TimerSignal timer_signal;
    std::unique_ptr<Stages> stages;
    std::unique_ptr<Timers> timers;
    std::unique_ptr<ProjectionRunner::Reader> reader;  ///< Keeps its build from being dropped.
    Hash reader_digest;

    bool has_delivered = false;    ///< Something that the sequencer has not looked at yet.
    bool has_decided = false;      ///< Something that the committer may take.
    bool has_asked = false;        ///< Perhaps for something that a loader may take.
    bool is_writing = false;       ///< A batch was taken and is not written yet.
    std::vector<Missing> to_read;  ///< Cold reads that a loader has taken,
    std::vector<Loaded> read;      ///< and those that it has not delivered yet.
};

}  // namespace ledger::test
