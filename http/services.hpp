// What the server's own routes may touch: the log, the views and the state of the process.
#pragma once

#include "engine/core/checkpoint_publisher.hpp"
#include "engine/core/pipeline.hpp"
#include "engine/kernel/assert.hpp"
#include "engine/kernel/route.hpp"
#include "engine/ports/event_log.hpp"
#include "projections/runner.hpp"

#include <atomic>
#include <string_view>

namespace ledger {

struct Services {
    const EventLog& log;
    const CheckpointPublisher& publisher;
    const Pipeline& pipeline;
    ProjectionRunner& runner;
    std::string_view version;
    std::string_view commit;
    std::atomic<bool> stopping = false;
};

/// Only for routes that are served by a process with services.
inline const Services& services_of(const Context& context) {
    LEDGER_ASSERT(context.services != nullptr);
    return *context.services;
}

}  // namespace ledger
