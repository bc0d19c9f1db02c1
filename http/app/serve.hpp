// The composition root of the server: everything is made here, in the order of dependency.
#pragma once

#include "http/app/housekeeping.hpp"
#include "http/app/open_ledger.hpp"
#include "http/local_engine.hpp"
#include "http/server.hpp"

#include <string>

namespace ledger {

struct ServeSettings {
    OpenSettings open;
    ServerSettings server;
    PipelineLimits pipeline;
    RunnerLimits runner;
    AdmissionLimits admission;
    std::string port_file;  ///< Where to write the port as well; "" for nowhere.
    std::uint64_t disk_reserve_bytes = HousekeepingSettings{}.disk_reserve_bytes;
};

/// Serves until SIGTERM or SIGINT; returns the exit code (see exit_codes.hpp).
int serve(const ServeSettings& settings);

}  // namespace ledger
