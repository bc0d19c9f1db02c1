// The clock of the machine.
#pragma once

#include "engine/ports/clock.hpp"

namespace ledger {

class SystemClock final : public Clock {
public:
    Timestamp now() const override;
    Duration monotonic() const override;
};

}  // namespace ledger
