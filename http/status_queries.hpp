// What the server says about itself: health, its views, and how to rebuild them.
#pragma once

#include "engine/kernel/route.hpp"

namespace ledger {

Result<Reply> show_root(const Request& request, const Context& context);
/// The three fields that the product has always had.
Result<Reply> show_health(const Request& request, const Context& context);
Result<Reply> show_live(const Request& request, const Context& context);
/// 503 with the same checks when one of them fails.
Result<Reply> show_ready(const Request& request, const Context& context);

Result<Reply> list_projections(const Request& request, const Context& context);
Result<Reply> rebuild_projection(const Request& request, const Context& context);
Result<Reply> cancel_rebuild(const Request& request, const Context& context);

/// The API's own document.
Result<Reply> show_openapi(const Request& request, const Context& context);

}  // namespace ledger
