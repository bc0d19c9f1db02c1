// GET /metrics: what a monitoring system reads every few seconds.
#pragma once

#include "engine/kernel/route.hpp"

namespace ledger {

Result<Reply> show_metrics(const Request& request, const Context& context);

}  // namespace ledger
