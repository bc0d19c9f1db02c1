// Verbs that work on a data folder without a server: `verify`, `log export`, `recover`.
#pragma once

#include "engine/ports/clock.hpp"
#include "engine/ports/entropy.hpp"
#include "http/app/open_ledger.hpp"

#include <string>

namespace ledger::app {

struct OfflineRequest {
    OpenSettings open;
    bool json = false;
    bool quiet = false;
};

/// Checks the whole database; exit_integrity when something in it is not what was written.
int verify_folder(const OfflineRequest& request, const Surroundings& around);

/// Writes the C2SP tree into `directory`, signed at the log's end.
int export_folder(const OfflineRequest& request, const Surroundings& around,
                  const std::string& directory, bool payloads);

int recover_folder(const OfflineRequest& request, const Surroundings& around,
                   const std::string& reason);

}  // namespace ledger::app
