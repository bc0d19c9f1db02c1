// The rule by which what was recorded of an outage's time and severity is put right.
#pragma once

#include "engine/domains/outages/decider.hpp"

namespace ledger::outages {

/// Nothing when nothing is wrong. The outage is there and not closed.
Result<std::vector<Event>> corrected(const Outage& outage, const CorrectOutage& command);

}  // namespace ledger::outages
