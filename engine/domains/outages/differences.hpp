// Which members an event changed, from what to what: what a timeline says beside its words.
#pragma once

#include "engine/domains/outages/seen_events.hpp"
#include "engine/domains/outages/shown.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ledger::outages {

/// The members whose former values no event repeats.
struct Known {
    OutageUpdated details;
    std::optional<std::string> assigned_to;

    static constexpr auto fields() {
        return std::tuple{Field{"details", &Known::details, "As they are."},
                          Field{"assigned_to", &Known::assigned_to, "Who sees to it."}};
    }
};

/// What is known after an event.
void learn(Known& known, const Seen& seen);
/// Whether `learn` learns anything from such an event.
bool teaches(const Seen& seen);
/// Whether its differences need what was known before it.
bool leaves_out_before(const Seen& seen);

Known known_of(const OutageDetail& shown);

/// Nothing when the event is not about members. `before`: what was known before it.
std::optional<std::vector<FieldChange>> differences(const Known& before, const Seen& seen);

}  // namespace ledger::outages
