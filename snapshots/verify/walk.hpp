// One pass over the entries of a log: what follows from their bytes alone.
#pragma once

#include "engine/kernel/function_ref.hpp"
#include "engine/log/record.hpp"
#include "snapshots/verify/balance_fold.hpp"
#include "snapshots/verify/checked_source.hpp"
#include "snapshots/verify/identity.hpp"
#include "snapshots/verify/tile_check.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ledger::verify {

using ProgressCallback = FunctionRef<void(std::uint64_t done, std::uint64_t total)>;

struct WalkOptions {
    std::uint64_t size = 0;
    std::uint64_t earlier_size = 0;  ///< At most `size`; its root is wanted, too.
    bool payloads = true;            ///< Check them when the source has them.
    bool balances = false;
};

struct Walked {
    Hash root;
    Hash earlier_root;
    std::optional<TileFault> tile_fault;   ///< The most precise one.
    std::optional<Finding> payload_fault;  ///< The first one.
    std::vector<IdentityEvent> identity;   ///< Without payloads.
    std::uint64_t payloads_checked = 0;
    std::uint64_t payloads_redacted = 0;
    BalanceFold balances;
};

/// Stops at entries that no log can have; goes on after tiles and payloads that do not fit.
/// Memory: a bundle and its payloads, a number per stream, a number per account.
Checked<Walked> walk(CheckedSource& source, const WalkOptions& options, ProgressCallback progress);

}  // namespace ledger::verify
