// The view of maintenance windows, with what reads it.
#pragma once

#include "engine/domains/maintenance/requests.hpp"
#include "engine/domains/maintenance/window_events.hpp"
#include "engine/kernel/function_ref.hpp"
#include "engine/kernel/view.hpp"
#include "engine/ports/rows.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace ledger::maintenance {

inline constexpr std::string_view window_view = "maintenance_windows";
Result<void> apply_to_windows(Rows& rows, const ViewEvent& event);

inline constexpr std::array shown_events{WindowPlanned::meta.name, WindowChanged::meta.name,
                                         WindowCancelled::meta.name};
static_assert(shown_events.size() == std::variant_size_v<Event>);

inline constexpr std::array views{View{window_view, 1, shown_events, apply_to_windows,
                                       "Maintenance windows by id, by beginning, and by site."}};

struct WindowRow {
    WindowFacts facts;
    bool cancelled = false;
    std::optional<std::string> cancel_reason;
    std::uint64_t version = 0;  ///< How often something happened to the window.
    Position position = 0;      ///< Of the last such event.

    static constexpr auto fields() {
        using R = WindowRow;
        return std::tuple{Field{"facts", &R::facts, "The window."},
                          Field{"cancelled", &R::cancelled, "Whether it was given up."},
                          Field{"cancel_reason", &R::cancel_reason, "Why."},
                          Field{"version", &R::version, "How often something happened to it."},
                          Field{"position", &R::position, "Of the event that last touched it."}};
    }
};

WindowReply shown_at(const WindowRow& row, Timestamp now);

/// Nothing when there is no such window.
Result<std::optional<WindowRow>> find_window(const RowReader& rows, std::string_view id);

/// Which windows a scan goes through: of one site or of all, with an instant within [from, to].
struct WindowSpan {
    std::optional<SiteId> site_id;
    std::optional<Timestamp> from;
    std::optional<Timestamp> to;
};
/// By beginning, then by id, while there is no error. `place` tells where in this order a window
/// stands, whatever the site.
Result<void> scan_windows(
    const RowReader& rows, const WindowSpan& span,
    FunctionRef<Result<void>(std::string_view place, const WindowRow& row)> visit);
bool is_place(std::string_view bytes);

}  // namespace ledger::maintenance
