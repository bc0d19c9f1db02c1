// One key, one open outage: who names a fault that is open already gets that outage.
#pragma once

#include "engine/core/tx.hpp"
#include "engine/domains/outages/decider.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ledger::outages {

inline constexpr std::string_view dedup_key_space = "outage.dedup_key";

/// The open outage with this key. One that is not open any more holds its key no longer.
Result<std::optional<OutageId>> open_holder(Tx& tx, const std::string& key);

/// Gives an open outage its key; 409 when another open one has it.
Result<void> hold_dedup_key(Tx& tx, const OutageId& id);

}  // namespace ledger::outages
