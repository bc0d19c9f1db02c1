// One step of folding: the next events, each decoded once, into several builds; one commit for
// each.
#pragma once

#include "engine/kernel/view.hpp"
#include "engine/log/log_reader.hpp"
#include "projections/row_store.hpp"

#include <optional>
#include <span>

namespace ledger {

struct FoldTarget {
    const View* view = nullptr;
    BuildRows* rows = nullptr;
    std::optional<Error> failure{};  ///< Set by `fold`: why it cannot go past `failed_at`.
    Position failed_at = 0;
};

struct FoldLimits {
    std::size_t events = 0;
    std::size_t uncommitted_bytes = 0;  ///< Of one build; reaching it ends the step early.
};

/// Folds events from the position that all `targets` share, to `until` at most. A target whose
/// `apply` fails is committed at the event that it failed at, without any of its effects, and the
/// others go on. An error means that the log cannot be read or the rows cannot be written.
Result<void> fold(const LogReader& log, std::span<FoldTarget> targets, Position until,
                  const FoldLimits& limits);

}  // namespace ledger
