#include "engine/domains/sla/window_rows.hpp"

#include "engine/domains/sla/outage_facts.hpp"
#include "engine/ports/span_rows.hpp"

namespace ledger::sla {

Result<void> fold_window(Rows& rows, const ViewEvent& event) {
    TRY(window, event.as<fact_of<MaintenanceWindow>>());
    if (event->recorded_at > window->from) return erase_span(rows, window->window);
    return put_span(rows, window->window, window->site_id, {window->from, window->to});
}

Result<void> fold_window_cancelled(Rows& rows, const ViewEvent& event) {
    TRY(window, event.as<fact_of<CancelledWindow>>());
    return erase_span(rows, window->window);
}

}  // namespace ledger::sla
