// What other domains may ask about disputes while they decide.
#pragma once

#include "engine/domains/disputes/dispute.hpp"
#include "engine/kernel/domain.hpp"

namespace ledger::disputes {

struct HeldAsked {
    std::string outage;
    std::uint32_t generation = 0;

    static constexpr auto fields() {
        return std::tuple{Field{"outage", &HeldAsked::outage, "Its id."},
                          Field{"generation", &HeldAsked::generation, "Which result of it."}};
    }
};

struct HeldReply {
    bool held = false;
    std::optional<DisputeId> dispute;

    static constexpr auto fields() {
        return std::tuple{Field{"held", &HeldReply::held, "Whether a dispute about it goes on."},
                          Field{"dispute", &HeldReply::dispute, "Which one."}.omit_null()};
    }
};

/// `disputes.held`: whether a generation of an outage may be paid from, and calculated again.
Result<std::string> look_up_held(Tx& tx, std::string_view asked);

inline constexpr std::array lookups{Lookup{"disputes.held", look_up_held}};

}  // namespace ledger::disputes
