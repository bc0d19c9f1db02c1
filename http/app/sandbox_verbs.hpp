// What the command line does to a sandbox network that runs.
#pragma once

#include "engine/ports/file_system.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ledger::app {

struct SandboxRequestSettings {
    std::string data = "./data";  ///< Where the sandbox wrote how it is reached.
    bool json = false;            ///< Print its answer as it is.
};

/// Asks its admin port, and shows the status that it answers with; the exit code.
int ask_sandbox(const SandboxRequestSettings& settings, FileSystem& files, std::string_view method,
                std::string_view target, std::string_view body = {});

/// The JSON of {"delay=20", "stall=true"}. A validation error names the word that is none.
Result<std::string> faults_from_words(const std::vector<std::string>& words);

}  // namespace ledger::app
