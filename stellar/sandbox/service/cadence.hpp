// When ledgers close (ruling 35).
#pragma once

#include "engine/kernel/time.hpp"

#include <chrono>
#include <optional>

namespace ledger::stellar::sandbox {

inline constexpr Duration close_while_waiting = std::chrono::seconds{1};
inline constexpr Duration close_while_bounded = std::chrono::seconds{5};
inline constexpr Duration close_while_idle = std::chrono::seconds{60};

/// What the next ledger waits for.
struct Pending {
    bool transactions = false;  ///< Some are in the queue.
    bool time_bounds = false;   ///< Somebody may wait for the time to pass a transaction's bound.
};

/// How long after the last ledger the next one closes. `every` overrides.
constexpr Duration close_interval(const Pending& pending, const std::optional<Duration>& every) {
    if (every) return *every;
    if (pending.transactions) return close_while_waiting;
    return pending.time_bounds ? close_while_bounded : close_while_idle;
}

}  // namespace ledger::stellar::sandbox
