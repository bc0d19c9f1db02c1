// A domain is one folder: its events, rules, views and routes. This is its whole wiring.
#pragma once

#include "engine/kernel/event.hpp"
#include "engine/kernel/route.hpp"
#include "engine/kernel/view.hpp"

#include <span>
#include <string_view>

namespace ledger {

/// Runs on the sequencer, in the same transaction, after an event of another domain was appended
/// (ruling 54). A replay never runs it. Its error refuses the whole command.
struct Reaction {
    std::string_view event_type;
    Result<void> (*react)(Tx& tx, const RecordedEvent& event);
};

struct Domain {
    std::string_view name;
    std::span<const Route> routes;
    std::span<const View> views;
    std::span<const Reaction> reactions;
    /// Appends the domain's founding events to the first commit of a new log; null when none.
    Result<void> (*found)(Tx& tx);
    /// Describes each of its events, for the manual; see append_manual_of.
    void (*append_manual)(std::string& out);
};

/// Every folder under engine/domains, in alphabetical order. Made by the build.
std::span<const Domain* const> registered_domains();

}  // namespace ledger
