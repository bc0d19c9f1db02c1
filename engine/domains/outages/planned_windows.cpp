#include "engine/domains/outages/planned_windows.hpp"

#include "engine/kernel/codec.hpp"
#include "engine/ports/span_rows.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace ledger::outages {
namespace {

/// What is read of a window's events. A cancelled one has no span.
struct SeenWindow {
    std::string window;
    std::string site_id;
    std::optional<Timestamp> from;
    std::optional<Timestamp> to;

    static constexpr auto fields() {
        using W = SeenWindow;
        return std::tuple{Field{"window", &W::window, "Its id."},
                          Field{"site_id", &W::site_id, "Whose."},
                          Field{"from", &W::from, "Its begin."}, Field{"to", &W::to, "Its end."}};
    }
};

Result<SeenWindow> window_in(const RecordedEvent& event) {
    Result<SeenWindow> window =
        json::parse_stored<SeenWindow>(event.payload.value_or(""), json::Unknown::ignored);
    if (window) return window;
    return fail(ErrorKind::corrupt, "outage_view.foreign_event", window.error().message);
}

}  // namespace

Result<void> fold_window(Rows& rows, const ViewEvent& event) {
    if (!event->payload || std::ranges::find(window_events, event->type) == window_events.end())
        return {};
    TRY(window, event.as<window_in>());
    // Ruling 25: it counts when it was recorded before it began.
    const bool counts = window->from && window->to && event->recorded_at <= *window->from;
    if (!counts) return erase_span(rows, window->window);
    return put_span(rows, window->window, window->site_id, {*window->from, *window->to});
}

}  // namespace ledger::outages
