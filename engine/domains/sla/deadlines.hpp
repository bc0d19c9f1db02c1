// Wakes an open outage's SLA for its warning and its breach (ruling 26).
#pragma once

#include "engine/core/tx.hpp"
#include "engine/domains/sla/outage_sla.hpp"
#include "engine/kernel/domain.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace ledger::sla {

/// What `outages.clock` answers about an outage: how its time counts.
struct OutageClock {
    bool found = false;
    bool open = false;
    std::optional<Timestamp> detected_at;
    std::vector<Exclusion> exclusions;
    std::optional<Timestamp> stopped_at;
    std::vector<std::string> sites;

    static constexpr auto fields() {
        using C = OutageClock;
        return std::tuple{Field{"found", &C::found, "Whether there is such an outage."},
                          Field{"open", &C::open, "Whether it is not resolved."}.or_default(),
                          Field{"detected_at", &C::detected_at, "Where its time begins."},
                          Field{"exclusions", &C::exclusions, "What does not count."}
                              .items(0, no_limit)
                              .or_default(),
                          Field{"stopped_at", &C::stopped_at, "Since when the clock stands still."},
                          Field{"sites", &C::sites, "Its site, and what that is part of."}
                              .length(0, no_limit)
                              .items(0, no_limit)
                              .or_default()};
    }
};

/// The instants that an open outage waits for; none while its clock stands still for good.
struct Deadlines {
    std::optional<Timestamp> warning;
    std::optional<Timestamp> breach;
};

/// Pure. Windows of planned maintenance among `excluded` have begun: what is to come may still be
/// called off, and is looked at when the time has come.
Deadlines deadlines_of(const OutageClock& clock, std::vector<Interval> excluded,
                       const TermsPinned& terms);

/// Of whatever moves an open outage's deadline: sets its timer anew, and takes back a breach that
/// is none any more.
Result<void> follow_clock(Tx& tx, const RecordedEvent& event);
/// Of `sla.calculated` and `outage.deleted`: there is nothing to wait for.
Result<void> end_clock(Tx& tx, const RecordedEvent& event);

/// Tells of a warning or a breach that is due as things stand now, and sets the next timer.
Result<void> wake_sla(Tx& tx, std::string_view id, Timestamp due);
inline constexpr std::array wakings{Waking{&aggregate_type<OutageSla>, wake_sla}};

}  // namespace ledger::sla
