// The rules of the register: who may belong to whom, and what may be changed or retired.
#pragma once

#include "engine/domains/sites/site_events.hpp"

#include <array>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ledger::sites {

/// Only what the rules must know.
struct Site {
    static constexpr std::string_view category = "site";
    using Event = sites::Event;
    static constexpr const auto& event_types() { return sites::event_types; }

    enum class Existence { none, registered, retired };
    Existence existence = Existence::none;
    Details details;
    Details as_registered;  ///< What a repeated registration may say.

    bool operator==(const Site&) const = default;
};

/// What hangs below a site. A stream of its own: "site_branch-<site_id>".
struct Branch {
    static constexpr std::string_view category = "site_branch";
    using Event = BranchEvent;
    static constexpr const auto& event_types() { return branch_event_types; }

    /// How many children have how many levels below them.
    std::array<std::uint32_t, max_depth> children_by_levels{};

    bool has_children() const;
    /// Below the site: 0 when it has no children.
    std::uint32_t levels() const;
    bool operator==(const Branch&) const = default;
};

/// What a site would hang below, as far up as it goes.
struct Above {
    enum class Standing { top_level, registered, unknown, retired };
    Standing standing = Standing::top_level;
    std::vector<SiteId> path{};  ///< The parent first, then its parent, up to the top.
};

// Commands are requests: imperative, and may be refused.

struct RegisterSite {
    SiteRegistered facts;
    Above above;
};
/// What is absent stays as it is.
struct ChangeSite {
    SiteChanged changes;
    Above above;               ///< Of the new parent, if there is to be one.
    std::uint32_t levels = 0;  ///< Below the site.
};
struct RetireSite {
    SiteId site_id;
    std::optional<std::string> reason;
    bool has_children = false;
};
using Command = std::variant<RegisterSite, ChangeSite, RetireSite>;

/// What then happens; nothing when all is so already. Pure.
Result<std::optional<Event>> decide(const Site& site, const Command& command);

/// The state after `event`. Total: what has happened cannot be refused.
Site evolve(Site site, const Event& event);
Branch evolve(Branch branch, const BranchEvent& event);

}  // namespace ledger::sites
