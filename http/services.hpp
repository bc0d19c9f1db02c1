// What the server's own routes may touch: the log, the views and the state of the process.
#pragma once

#include "engine/core/checkpoint_publisher.hpp"
#include "engine/core/pipeline.hpp"
#include "engine/kernel/assert.hpp"
#include "engine/kernel/route.hpp"
#include "engine/ports/event_log.hpp"
#include "http/local_engine.hpp"
#include "http/stellar_status.hpp"
#include "http/traffic.hpp"
#include "projections/runner.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace ledger {

/// What only the operating system knows.
struct ProcessFigures {
    std::uint64_t resident_bytes = 0;
    std::uint64_t open_descriptors = 0;
    std::uint64_t most_descriptors = 0;
    double cpu_seconds = 0;
    double started_at = 0;  ///< Seconds since 1970.
};

struct Services {
    const EventLog& log;
    const CheckpointPublisher& publisher;
    const Pipeline& pipeline;
    ProjectionRunner& runner;
    const Traffic& traffic;
    AdmissionLimits admission;
    std::function<ProcessFigures()> process;
    std::string_view version;
    std::string_view commit;
    std::atomic<bool> stopping = false;
    std::string_view project_name = "NOCIQ Ledger";
    std::function<std::uint64_t()> dropped_log_lines = [] { return std::uint64_t{0}; };
    std::string openapi{};  ///< The API's document, made once.
    /// Whether a timer is due, or being served.
    std::function<bool()> timers_busy = [] { return false; };
    /// May wait for a look at the network, if there was none yet.
    std::function<StellarStatus()> stellar_status = [] { return StellarStatus{}; };
    /// Whether it answered when it was last asked; does not ask.
    std::function<bool()> stellar_connected = [] { return false; };
};

/// Only for routes that are served by a process with services.
inline const Services& services_of(const Context& context) {
    LEDGER_ASSERT(context.services != nullptr);
    return *context.services;
}

}  // namespace ledger
