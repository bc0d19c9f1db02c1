#include "bench/support/running_ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ledger::bench {
namespace {

/// Large commands fill the queue by their bytes.
std::size_t window_for(std::size_t command_bytes) {
    return std::min(most_in_flight, PipelineLimits{}.queued_bytes / 2 / command_bytes);
}

}  // namespace

void InFlight::answered() {
    const std::size_t left = count_.fetch_sub(1, std::memory_order_acq_rel) - 1;
    if (left == window_ / 2 || left == 0) count_.notify_one();
}

void InFlight::wait_for_room() const {
    if (count_.load(std::memory_order_relaxed) >= window_) wait_until(window_ / 2);
}

void InFlight::wait_until(std::size_t most) const {
    for (std::size_t now = count_.load(); now > most; now = count_.load()) count_.wait(now);
}

RunningLedger::RunningLedger(const std::string& folder) {
    const auto warn = [](std::string_view line) { fmt::print(stderr, "{}\n", line); };
    OpenSettings settings;
    settings.folder = DataFolder{folder};
    ledger_ = must(open_ledger(settings, {.files = files_,
                                          .entropy = entropy_,
                                          .clock = clock_,
                                          .domains = registered_domains(),
                                          .warn = warn}));
    pipeline_ = std::make_unique<Pipeline>(
        Pipeline::Parts{.sequencer = std::move(*ledger_.sequencer),
                        .committer = std::move(*ledger_.committer),
                        .log = *ledger_.log,
                        .clock = clock_,
                        .on_durable = [](Position) {},
                        .on_fatal = [](const Error& error) { give_up(error); }},
        PipelineLimits{});
}

Cost RunningLedger::execute(std::vector<PreparedCommand> commands, std::size_t bytes) {
    in_flight_.set_window(window_for(bytes));
    const Stopwatch stopwatch;
    for (PreparedCommand& prepared : commands) {
        in_flight_.wait_for_room();
        in_flight_.sent();
        must(pipeline_->submit({.handler = std::move(prepared.handler),
                                .touches = std::move(prepared.touches),
                                .caller = {.actor = "local:0",
                                           .correlation_id = {},
                                           .causation_id = {},
                                           .idempotency_key_hash = {}},
                                .idempotency = {},
                                .bytes = bytes,
                                .done = [this](Outcome outcome) {
                                    if (!outcome.reply) give_up(outcome.reply.error());
                                    in_flight_.answered();
                                }}));
    }
    in_flight_.wait_until(0);
    return stopwatch.elapsed();
}

}  // namespace ledger::bench
