// Cold reads for the sequencer: what is durable, folded or as it stands (ruling 46).
#pragma once

#include "engine/core/changes.hpp"
#include "engine/ports/event_log.hpp"

#include <optional>
#include <string>

namespace ledger {

/// What a cold read found.
struct Loaded {
    Missing what;
    Stream stream;                     ///< When `what` names a stream.
    std::optional<std::string> value;  ///< When `what` names a row.
};

/// Reads up to the durable end at the time of the call. Any thread but the sequencer's.
Result<Loaded> load(const EventLog& log, const Missing& what);

}  // namespace ledger
