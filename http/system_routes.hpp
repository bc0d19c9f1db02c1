// The endpoints that belong to the ledger itself and to no domain.
#pragma once

#include "engine/kernel/route.hpp"

#include <span>

namespace ledger {

/// They need a Dispatcher with Services.
std::span<const Route> system_routes();

}  // namespace ledger
