// How many requests a caller may make: the generic cell rate algorithm, which spreads them evenly
// and allows a burst.
#pragma once

#include "engine/kernel/time.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ledger::stellar::sandbox {

struct RateLimitSettings {
    std::uint32_t requests_per_hour = 3600;  ///< 0: no limit.
    std::uint32_t burst = 100;               ///< At once, after a pause that was long enough.
};

class RateLimit {
public:
    explicit RateLimit(RateLimitSettings settings) : settings_{settings} {}

    struct Verdict {
        bool is_allowed = true;
        /// X-RateLimit-Limit, -Remaining and -Reset, of a refusal also Retry-After. No limit: none.
        std::vector<std::pair<std::string, std::string>> headers;
    };
    /// Counts a request of `caller` at `now`, a monotonic time.
    Verdict count(std::string_view caller, Duration now);

private:
    /// Callers that are remembered; those who have all of their requests left are forgotten first.
    static constexpr std::size_t most_callers = 10'000;

    void forget_idle(Duration now);

    RateLimitSettings settings_;
    /// When a caller's requests so far would have been due at the even rate.
    std::map<std::string, Duration, std::less<>> due_;
};

}  // namespace ledger::stellar::sandbox
