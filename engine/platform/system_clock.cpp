#include "engine/platform/system_clock.hpp"

namespace ledger {

Timestamp SystemClock::now() const {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

Duration SystemClock::monotonic() const {
    return std::chrono::steady_clock::now().time_since_epoch();
}

}  // namespace ledger
