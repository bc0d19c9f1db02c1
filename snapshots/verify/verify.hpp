// Verifies a published log: everything is recomputed from the bytes of its entries; no tile, no
// index and no balance of the source is believed.
#pragma once

#include "snapshots/verify/policy.hpp"
#include "snapshots/verify/report.hpp"
#include "snapshots/verify/tile_source.hpp"
#include "snapshots/verify/walk.hpp"

#include <optional>
#include <string>

namespace ledger::verify {

struct VerifyOptions {
    std::optional<LogPolicy> policy;   ///< The keys that may have signed.
    std::optional<std::string> since;  ///< A signed checkpoint kept from an earlier run.
    bool payloads = true;              ///< Check those that the source has.
    bool replay_balances = false;      ///< Report every balance; ask a source without a sheet of
                                       ///< them for each. A sheet is checked in any case.
};

VerifyReport verify_log(TileSource& source, const VerifyOptions& options,
                        ProgressCallback progress);

}  // namespace ledger::verify
