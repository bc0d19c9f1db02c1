#include "tests/sim/process.hpp"

#include "tests/sim/reservation_wish.hpp"

#include <algorithm>
namespace ledger::test {
namespace {

/// Small, so that queues fill up.
constexpr std::size_t parked_commands = 16;
constexpr PipelineLimits pipeline_limits{.queued_commands = 24, .batch_commands = 6};
constexpr TimerLimits timer_limits{.commands_under_way = 3};
constexpr RunnerLimits runner_limits{.events_per_step = 16, .flush_after_events = 60};

void ignore(std::string_view) {}

/// The product's, and those whose only purpose it is to be woken.
std::span<const Domain* const> all_domains() {
    static const std::vector<const Domain*> domains = [] {
        const auto registered = registered_domains();
        std::vector<const Domain*> all{registered.begin(), registered.end()};
        all.push_back(&sleepers);
        return all;
    }();
    return domains;
}

}  // namespace

Result<std::unique_ptr<Process>> Process::start(Machine& machine, std::span<const View> views,
                                                CacheLimits cache) {
    auto process = std::make_unique<Process>();
    TRY(opened, open_ledger({.folder = folder,
                             .signing_key = {},
                             .origin = "test.example/log",
                             .network = "sandbox",
                             .sequencer = {.cache = cache, .parked_commands = parked_commands}},
                            {.files = machine.disk,
                             .entropy = machine.entropy,
                             .clock = machine.clock,
                             .domains = all_domains(),
                             .warn = ignore}));
    process->ledger = std::move(opened);
    Process& made = *process;
    TRY(store, RowStore::open(machine.disk, folder.views(), made.log().end(), ignore));
    made.store = std::move(store);
    made.runner = std::make_unique<ProjectionRunner>(made.log(), *made.store, machine.clock, views,
                                                     runner_limits, ignore);
    TRY(made.runner->open());
    made.stages = std::make_unique<Stages>(
        Stages::Parts{.sequencer = std::move(*made.ledger.sequencer),
                      .committer = std::move(*made.ledger.committer),
                      .log = made.log(),
                      .clock = machine.clock,
                      .on_durable = [](Position) {},
                      .on_fatal = [&made](const Error& error) { made.die(error); },
                      .on_timer_set = [&made](Timestamp due) { made.timer_signal.look_at(due); }},
        pipeline_limits);
    made.timers = std::make_unique<Timers>(
        Timers::Parts{
            .log = made.log(),
            .clock = machine.clock,
            .entropy = machine.entropy,
            .domains = all_domains(),
            .signal = made.timer_signal,
            .submit = [&made](Command command) { return made.stages->submit(std::move(command)); },
            .on_failure = [](std::string_view, const Error&) {}},
        timer_limits);
    return process;
}

}  // namespace ledger::test
