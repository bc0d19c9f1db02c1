// What the sequencer has decided and the committer has not yet written.
#pragma once

#include "engine/core/command.hpp"
#include "engine/core/state_cache.hpp"
#include "engine/kernel/event.hpp"
#include "engine/ports/event_log.hpp"

#include <cstddef>
#include <functional>
#include <vector>

namespace ledger {

/// An answer that waits for its batch.
struct Completion {
    std::move_only_function<void(Outcome)> done;
    Outcome outcome;
};

struct Batch {
    Position first = 0;
    BatchNumber number = 0;
    std::vector<RecordedEvent> events;  ///< With payloads; commitments are the committer's work.
    std::vector<RowChange> rows;
    std::vector<Completion> completions;
    std::optional<Timestamp> earliest_timer;  ///< Of those that the batch sets.
    std::size_t commands = 0;
    std::size_t bytes = 0;

    bool writes() const { return !events.empty() || !rows.empty(); }
    /// `later` was decided right after this one.
    void merge(Batch later);
};

}  // namespace ledger
