// Folds planned maintenance, and finds what counts at some sites.
#include "engine/domains/sla/window_rows.hpp"

#include "engine/domains/sla/outage_facts.hpp"
#include "engine/domains/sla/stored.hpp"

namespace ledger::sla {
namespace {

std::string site_prefix(std::string_view site) { return "m" + std::string{site} + '\0'; }

}  // namespace

Result<void> fold_window(Rows& rows, const ViewEvent& event) {
    TRY(window, event.as<fact_of<MaintenanceWindow>>());
    const std::string key = site_prefix(window->site_id) + window->window;
    if (event->recorded_at > window->from) {
        rows.erase(key);
    } else {
        put(rows, key, Exclusion{window->from, window->to, window->reason});
    }
    return {};
}

Result<void> fold_window_cancelled(Rows& rows, const ViewEvent& event) {
    TRY(window, event.as<fact_of<CancelledWindow>>());
    rows.erase(site_prefix(window->site_id) + window->window);
    return {};
}

Result<std::vector<Exclusion>> windows_of(const RowReader& rows,
                                          const std::vector<std::string>& sites) {
    std::vector<Exclusion> windows;
    Result<void> read;
    for (const std::string& site : sites) {
        const std::string prefix = site_prefix(site);
        TRY(rows.scan(prefix, after_prefix(prefix), [&](std::string_view, std::string_view value) {
            Result<Exclusion> window = json::parse_stored<Exclusion>(value);
            if (window) {
                windows.push_back(*std::move(window));
            } else {
                read = fail(std::move(window).error());
            }
            return read.has_value();
        }));
        TRY(read);
    }
    return windows;
}

}  // namespace ledger::sla
