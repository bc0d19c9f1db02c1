// The requests that look at outages: one, its timeline, and the list.
#pragma once

#include "engine/kernel/route.hpp"

namespace ledger::outages {

/// GET /api/v1/outages/{id}.
Result<Reply> show_outage(const Request& request, const Context& context);
/// Likewise, as the page was: folded from the log, which has every version of it.
Result<Reply> show_past_outage(const Request& request, std::string_view as_of,
                               const Context& context);
/// GET /api/v1/outages/{id}/timeline.
Result<Reply> show_timeline(const Request& request, const Context& context);
/// GET /api/v1/outages.
Result<Reply> list_outages(const Request& request, const Context& context);
/// GET /api/v1/outages/export.
Result<LongReply> export_outages(const Request& request, const Context& context);

}  // namespace ledger::outages
