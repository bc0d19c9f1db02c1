// An event of the log as the API shows it.
#pragma once

#include "engine/log/log_reader.hpp"

#include <string>

namespace ledger {

/// One JSON object. The payload is the stored text itself, null when it was redacted. With `stored`
/// the members `record` and `salt` show the bytes that the Merkle tree and the commitment cover.
void append_event(std::string& out, const RecordedEvent& event, const StoredEvent* stored);

}  // namespace ledger
