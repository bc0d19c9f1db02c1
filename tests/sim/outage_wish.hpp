// Requests of the real domains: outages and their SLAs.
#pragma once

#include "tests/sim/wish.hpp"

namespace ledger::test {

Wish any_outage_wish(Prng& prng, std::uint64_t known_outages, Timestamp now);

}  // namespace ledger::test
