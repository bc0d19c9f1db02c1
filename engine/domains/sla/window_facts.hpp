// What this domain reads of the events about planned maintenance.
#pragma once

#include "engine/domains/sla/events.hpp"

namespace ledger::sla {

inline constexpr std::string_view planned_window = "maintenance.window_planned";
inline constexpr std::string_view changed_window = "maintenance.window_changed";

/// Planned, or changed: then the whole of it as it is now.
struct MaintenanceWindow {
    std::string window;
    std::string site_id;
    Timestamp from{};
    Timestamp to{};
    std::string reason;

    static constexpr auto fields() {
        using F = MaintenanceWindow;
        return std::tuple{Field{"window", &F::window, "Its id."}.length(0, no_limit),
                          Field{"site_id", &F::site_id, "Where."}.length(0, no_limit),
                          Field{"from", &F::from, "Its first instant."},
                          Field{"to", &F::to, "The first instant after."},
                          Field{"reason", &F::reason, "What for."}.length(0, no_limit)};
    }
};

struct CancelledWindow {
    static constexpr std::string_view type = "maintenance.window_cancelled";
    std::string window;
    std::string site_id;

    static constexpr auto fields() {
        using F = CancelledWindow;
        return std::tuple{Field{"window", &F::window, "Its id."}.length(0, no_limit),
                          Field{"site_id", &F::site_id, "Where."}.length(0, no_limit)};
    }
};

}  // namespace ledger::sla
