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

/// What a domain knows and others may look up, by name: both what is asked and the answer are JSON,
/// so that no domain knows another's types. Runs on the sequencer, in the asker's transaction, and
/// sees what that has appended so far; it appends nothing itself. A replay never runs it.
struct Lookup {
    std::string_view name;  ///< "<domain>.<what>".
    Result<std::string> (*look_up)(Tx& tx, std::string_view asked);
};

/// What happens when the time has come for which an aggregate asked to be woken (Tx::wake_at): a
/// command of its own, decided once for each timer that was set, however often the process ends in
/// between. Its error leaves the timer due, and it is tried again.
struct Waking {
    const AggregateType* stream_type;  ///< `&aggregate_type<A>`.
    Result<void> (*wake)(Tx& tx, std::string_view id, Timestamp due);
};

struct Domain {
    std::string_view name;
    std::span<const Route> routes;
    std::span<const View> views;
    std::span<const Reaction> reactions;
    std::span<const Lookup> lookups{};
    std::span<const Waking> wakings{};
    /// Appends the domain's founding events to the first commit of a new log; null when none.
    Result<void> (*found)(Tx& tx);
    /// Describes each of its events, for the manual; see append_manual_of.
    void (*append_manual)(std::string& out);
};

/// Every folder under engine/domains, in alphabetical order. Made by the build.
std::span<const Domain* const> registered_domains();

}  // namespace ledger
