// Transfers in two phases, and purses that want to be woken, with what must become of each.
#pragma once

#include "engine/kernel/domain.hpp"
#include "tests/sim/wish.hpp"

namespace ledger::test {

/// Reserves, captures or voids one of a few transfers, sensibly or not.
Wish any_reservation_wish(Prng& prng, Timestamp now);

/// Sets or takes away the timer of one of a few purses; sleepers are named so.
Wish any_timer_wish(Prng& prng, Timestamp now);
inline constexpr std::string_view sleeper_prefix = "purse-s";

/// The domain that wakes them: what is appended then names the time that was asked for.
extern const Domain sleepers;

}  // namespace ledger::test
