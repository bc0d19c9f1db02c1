// The composition root of `nociq sandbox serve`: a Stellar network of one on ports of its own.
#pragma once

#include "http/app/sandbox_settings.hpp"
#include "http/app/serve.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ledger {

struct SandboxServeSettings {
    SandboxSettings sandbox;
    std::string data = "./data";  ///< Where its folder is, and where it writes its ports.
    std::string address = "127.0.0.1";
    std::uint16_t port = 8100;     ///< 0: any that is free.
    std::uint16_t admin_port = 0;  ///< Likewise.
    std::string port_file;         ///< A file that is told the port, for scripts; "": none.
    LogSettings log;
};

/// Serves until SIGTERM or SIGINT; returns the exit code (see exit_codes.hpp).
int serve_sandbox(const SandboxServeSettings& settings);

}  // namespace ledger
