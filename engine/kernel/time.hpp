// Instants, in nanoseconds since 1970 UTC; RFC 3339 text with an offset in, `Z` out (ruling 5).
#pragma once

#include "engine/kernel/result.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace ledger {

using Duration = std::chrono::nanoseconds;
using Timestamp = std::chrono::sys_time<Duration>;

/// Nanoseconds since 1970-01-01T00:00:00Z.
constexpr std::int64_t nanoseconds(Timestamp time) { return time.time_since_epoch().count(); }
constexpr Timestamp timestamp_of(std::int64_t nanoseconds) {
    return Timestamp{Duration{nanoseconds}};
}

/// Reads RFC 3339 section 5.6: `2026-01-16T09:30:00Z`, fraction of up to 9 digits, offset
/// mandatory, years 1970 to 2200, a leap second :60 refused. The error's code is the broken rule:
/// "time" (not RFC 3339), "offset" (no offset), "range"; its message continues a field's name.
Result<Timestamp> parse_time(std::string_view text);

/// UTC with `Z`, seconds, and a fraction (3, 6 or 9 digits) only when there is one.
std::string to_text(Timestamp time);
void append_text(std::string& out, Timestamp time);

}  // namespace ledger
