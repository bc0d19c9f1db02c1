// Every endpoint of the program: those of the domains, then the server's own.
#pragma once

#include "engine/kernel/route.hpp"

#include <span>
#include <vector>

namespace ledger {

std::vector<std::span<const Route>> all_routes();

}  // namespace ledger
