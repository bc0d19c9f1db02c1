// What may happen to a maintenance window. Facts, never edited once released.
#pragma once

#include "engine/domains/maintenance/window.hpp"
#include "engine/kernel/event_table.hpp"

#include <optional>
#include <string>
#include <variant>

namespace ledger::maintenance {

/// The whole of a window.
struct WindowFacts {
    WindowId window;
    SiteId site_id;
    Timestamp from{};
    Timestamp to{};
    std::string reason;

    static constexpr auto fields() {
        using F = WindowFacts;
        return std::tuple{Field{"window", &F::window, "The window."}.length(1, max_id_bytes),
                          Field{"site_id", &F::site_id, "The site."}.length(1, max_site_id_bytes),
                          Field{"from", &F::from, "The first instant that does not count."},
                          Field{"to", &F::to, "The first instant that counts again."},
                          Field{"reason", &F::reason, "What is done."}.length(1, max_reason_bytes)};
    }
    bool operator==(const WindowFacts&) const = default;
};

struct WindowPlanned : WindowFacts {
    static constexpr EventMeta meta{"maintenance.window_planned", 1,
                                    "Maintenance of a site and all sites below it was planned."};
    bool operator==(const WindowPlanned&) const = default;
};

struct WindowChanged : WindowFacts {
    static constexpr EventMeta meta{
        "maintenance.window_changed", 1,
        "A window was changed before it began; this is the whole of it since."};
    bool operator==(const WindowChanged&) const = default;
};

struct WindowCancelled {
    static constexpr EventMeta meta{"maintenance.window_cancelled", 1,
                                    "A window was given up before it began."};
    WindowId window;
    SiteId site_id;
    std::optional<std::string> reason;

    static constexpr auto fields() {
        using E = WindowCancelled;
        return std::tuple{Field{"window", &E::window, "The window."}.length(1, max_id_bytes),
                          Field{"site_id", &E::site_id, "The site."}.length(1, max_site_id_bytes),
                          Field{"reason", &E::reason, "Why."}.length(1, max_reason_bytes)};
    }
    bool operator==(const WindowCancelled&) const = default;
};

/// The registration: the log, replay and the manual know an event by its being listed here.
using Event = std::variant<WindowPlanned, WindowChanged, WindowCancelled>;
inline constexpr auto event_types = event_table(std::type_identity<Event>{});
static_assert(distinct_events(event_types), "two events share a name and a version");

}  // namespace ledger::maintenance
