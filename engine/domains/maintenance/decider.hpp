// The rules of maintenance windows: what is recorded before it begins counts, for good.
#pragma once

#include "engine/domains/maintenance/window_events.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ledger::maintenance {

struct Window {
    WindowId id;
    Timestamp from{};
    Timestamp to{};
    std::string reason;
    bool cancelled = false;
    std::uint64_t version = 0;  ///< How often something happened to it.
    bool operator==(const Window&) const = default;
};

/// All windows of one site, in the order in which they were planned.
struct SiteWindows {
    static constexpr std::string_view category = "maintenance";
    using Event = maintenance::Event;
    static constexpr const auto& event_types() { return maintenance::event_types; }

    std::vector<Window> windows;

    const Window* find(const WindowId& id) const;
    bool operator==(const SiteWindows&) const = default;
};

// Commands are requests: imperative, and may be refused. Time and ids arrive inside them.

struct PlanWindow {
    WindowPlanned facts;
    Timestamp now{};
};
/// What is null stays as it is.
struct ChangeWindow {
    WindowId window;
    SiteId site_id;
    std::optional<Timestamp> from;
    std::optional<Timestamp> to;
    std::optional<std::string> reason;
    std::optional<std::uint64_t> expected_version;
    Timestamp now{};
};
struct CancelWindow {
    WindowId window;
    SiteId site_id;
    std::optional<std::string> reason;
    std::optional<std::uint64_t> expected_version;
    Timestamp now{};
};
using Command = std::variant<PlanWindow, ChangeWindow, CancelWindow>;

/// What then happens; nothing when all is so already. Pure.
Result<std::optional<Event>> decide(const SiteWindows& site, const Command& command);

/// The state after `event`. Total: what has happened cannot be refused.
SiteWindows evolve(SiteWindows site, const Event& event);

}  // namespace ledger::maintenance
