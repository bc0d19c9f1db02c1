// POST /api/v1/outages/bulk-import: CSV, JSON lines or JSON, read as it arrives.
#pragma once

#include "engine/kernel/route.hpp"

namespace ledger::outages {

Result<std::unique_ptr<BodyReader>> open_import(const Request& request);

}  // namespace ledger::outages
