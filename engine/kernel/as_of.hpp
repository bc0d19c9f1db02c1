// Which earlier state is meant, as callers say it.
#pragma once

#include "engine/kernel/id.hpp"
#include "engine/kernel/result.hpp"
#include "engine/kernel/time.hpp"

#include <string_view>
#include <variant>

namespace ledger {

/// The last event that counts, or the last instant.
using AsOf = std::variant<Position, Timestamp>;

/// Digits are a position, all else must be a time; an error about the field `as_of`.
Result<AsOf> parse_as_of(std::string_view text);

/// The log as it stood with the event at `position`, at `time`.
struct Moment {
    Position position = 0;
    Timestamp time{};
};

}  // namespace ledger
