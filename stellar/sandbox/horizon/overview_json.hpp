// The network as a whole as Horizon shows it.
#pragma once

#include "stellar/sandbox/horizon/resources.hpp"

#include <string>

namespace ledger::stellar::sandbox {

/// `GET /`
std::string root_json(const NetworkView& network, const NetworkNames& names);
/// `GET /fee_stats`
std::string fee_stats_json(const History& history);

}  // namespace ledger::stellar::sandbox
