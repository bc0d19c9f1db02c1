// Which results of an outage are held by a dispute: nobody may pay from them meanwhile (ruling 27).
#pragma once

#include "engine/core/aggregate.hpp"
#include "engine/domains/disputes/dispute.hpp"

namespace ledger::disputes {

struct HoldPlaced {
    static constexpr EventMeta meta{"dispute.hold_placed", 1,
                                    "A result may not be paid from, nor calculated again."};
    OutageId outage;
    std::uint32_t generation = 0;
    DisputeId dispute;

    static constexpr auto fields() {
        using E = HoldPlaced;
        return std::tuple{Field{"outage", &E::outage, "The outage."}.length(1, max_id_bytes),
                          Field{"generation", &E::generation, "Which result of it."},
                          Field{"dispute", &E::dispute, "Why."}};
    }
    bool operator==(const HoldPlaced&) const = default;
};

struct HoldReleased {
    static constexpr EventMeta meta{"dispute.hold_released", 1, "A result is held no more."};
    OutageId outage;
    std::uint32_t generation = 0;
    DisputeId dispute;
    std::optional<std::uint32_t> superseded_by;

    static constexpr auto fields() {
        using E = HoldReleased;
        return std::tuple{
            Field{"outage", &E::outage, "The outage."}.length(1, max_id_bytes),
            Field{"generation", &E::generation, "Which result of it."},
            Field{"dispute", &E::dispute, "Why it was held."},
            Field{"superseded_by", &E::superseded_by,
                  "The generation that the acceptance made; null when the result stands."}};
    }
    bool operator==(const HoldReleased&) const = default;
};

using HoldEvent = std::variant<HoldPlaced, HoldReleased>;
inline constexpr auto hold_event_types = event_table(std::type_identity<HoldEvent>{});
static_assert(distinct_events(hold_event_types), "two events share a name and a version");

/// Under the outage's id.
struct Holds {
    static constexpr std::string_view category = "dispute_hold";
    using Event = HoldEvent;
    static constexpr const auto& event_types() { return hold_event_types; }

    std::vector<HoldPlaced> present;

    /// Null when that generation is not held.
    const HoldPlaced* of(std::uint32_t generation) const;
};

Holds evolve(Holds holds, const HoldEvent& event);

}  // namespace ledger::disputes
