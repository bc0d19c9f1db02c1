#include "engine/core/batch.hpp"

#include "engine/kernel/assert.hpp"

#include <algorithm>
#include <iterator>

namespace ledger {

void Batch::merge(Batch later) {
    LEDGER_ASSERT(later.first == first + events.size());
    number = later.number;
    std::ranges::move(later.events, std::back_inserter(events));
    std::ranges::move(later.rows, std::back_inserter(rows));
    std::ranges::move(later.completions, std::back_inserter(completions));
    if (later.earliest_timer)
        earliest_timer = std::min(earliest_timer.value_or(Timestamp::max()), *later.earliest_timer);
    commands += later.commands;
    bytes += later.bytes;
}

}  // namespace ledger
