// The only way in which the program learns what time it is.
#pragma once

#include "engine/kernel/time.hpp"

namespace ledger {

class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    /// Wall clock, UTC. May jump either way. Any thread.
    virtual Timestamp now() const = 0;
    /// Time since an arbitrary start; never goes back. Any thread.
    virtual Duration monotonic() const = 0;
};

}  // namespace ledger
