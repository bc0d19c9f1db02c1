// What this domain looks up in others, and what others look up here: JSON both ways.
#pragma once

#include "engine/core/tx.hpp"
#include "engine/domains/outages/outage.hpp"
#include "engine/kernel/domain.hpp"
#include "engine/kernel/interval.hpp"

#include <array>
#include <string>
#include <vector>

namespace ledger::outages {

/// A site and what it belongs to, upwards; the site alone where no domain knows sites.
Result<std::vector<std::string>> look_up_sites(Tx& tx, const std::string& site_id);

/// The maintenance windows of these sites that count and meet `span`, as exclusions; none where no
/// domain plans maintenance.
Result<std::vector<Exclusion>> look_up_windows(Tx& tx, const std::vector<std::string>& sites,
                                               const Interval& span);

/// "outages.clock": {"outage"} -> what of an outage's time counts, and whether it is open.
Result<std::string> answer_clock(Tx& tx, std::string_view asked);

inline constexpr std::array lookups{Lookup{"outages.clock", &answer_clock}};

}  // namespace ledger::outages
