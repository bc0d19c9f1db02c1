// Server-sent events as Horizon frames them.
#pragma once

#include "stellar/sandbox/horizon/resources.hpp"

#include <string>

namespace ledger::stellar::sandbox {

/// The first event of a stream: reconnect after a second if it breaks.
std::string opening_event();
std::string record_event(const Record& record);
/// The last event: come back at once with the new cursor.
std::string closing_event();
/// Something went wrong after the first byte, when it cannot be a problem any more.
std::string error_event(const Problem& problem);

}  // namespace ledger::stellar::sandbox
