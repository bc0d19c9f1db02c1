// Test networks give XLM to whoever asks.
#pragma once

#include "stellar/network/endpoints.hpp"
#include "stellar/network/records.hpp"

namespace ledger::stellar {

/// Once. Codes "network.unavailable", "network.rate_limited", "network.refused".
Result<Funding> ask_friendbot(const Endpoints& endpoints, const HttpRequest& request);

}  // namespace ledger::stellar
