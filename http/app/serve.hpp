// The composition root of the server: everything is made here, in the order of dependency.
#pragma once

#include "engine/platform/log_sink.hpp"
#include "http/app/housekeeping.hpp"
#include "http/app/open_ledger.hpp"
#include "http/app/stellar_network.hpp"
#include "http/local_engine.hpp"
#include "http/server.hpp"

#include <string>
#include <vector>

namespace ledger {

/// How the program's log is told.
struct LogSettings {
    Level least = Level::info;
    LogFormat format = LogFormat::json;
    bool requests = true;  ///< One line for each answer, at level info.
};

struct ServeSettings {
    OpenSettings open;
    ServerSettings server;
    PipelineLimits pipeline;
    RunnerLimits runner;
    AdmissionLimits admission;
    LogSettings log;
    StellarSettings stellar;
    std::vector<std::string> allowed_origins;  ///< Of pages that may ask (CORS).
    std::string project_name = "NOCIQ Ledger";
    std::vector<std::string> warnings;  ///< To be told at the start.
    std::string port_file;              ///< A file that is told the port, for scripts; "": none.
    std::uint64_t disk_reserve_bytes = HousekeepingSettings{}.disk_reserve_bytes;
};

/// Serves until SIGTERM or SIGINT; returns the exit code (see exit_codes.hpp).
int serve(const ServeSettings& settings);

}  // namespace ledger
