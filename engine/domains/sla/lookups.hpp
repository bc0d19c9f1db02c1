// What other domains may ask about an outage's SLA while they decide.
#pragma once

#include "engine/domains/sla/requests.hpp"
#include "engine/kernel/domain.hpp"

namespace ledger::sla {

/// What a lookup about one outage is asked with.
struct OutageAsked {
    std::string outage;

    static constexpr auto fields() {
        return std::tuple{Field{"outage", &OutageAsked::outage, "Its id."}.length(0, no_limit)};
    }
};

/// The answer of `sla.standing`: what a dispute of the latest result must know.
struct StandingReply {
    bool known = false;
    OutageId outage;
    bool open = false;
    bool deleted = false;
    std::optional<std::uint32_t> generation;
    Amount amount;
    std::optional<Timestamp> calculated_at;
    std::optional<Timestamp> resolved_at;

    static constexpr auto fields() {
        using S = StandingReply;
        return std::tuple{
            Field{"known", &S::known, "Whether there ever was such an outage."},
            Field{"outage", &S::outage, "The server's id of what was asked for."},
            Field{"open", &S::open, "Not priced since its terms were pinned."},
            Field{"deleted", &S::deleted, "Whether its money was taken back."},
            Field{"generation", &S::generation, "The latest one; null before the first."},
            Field{"amount", &S::amount, "Of the latest generation."},
            Field{"calculated_at", &S::calculated_at, "When that was priced, if it is known."},
            Field{"resolved_at", &S::resolved_at, "Where it says that the outage ends."}};
    }
};

/// `sla.result`: the latest result as POST /sla/calculate shows it; null without one, and of a
/// deleted outage. By the server's id.
Result<std::string> look_up_result(Tx& tx, std::string_view asked);
/// `sla.standing`: a StandingReply; by the server's id or an external one.
Result<std::string> look_up_standing(Tx& tx, std::string_view asked);

inline constexpr std::array lookups{Lookup{"sla.result", look_up_result},
                                    Lookup{"sla.standing", look_up_standing}};

/// The server's id of the outage that is called `name`: that id itself, or an external one. The
/// name as it is when nobody is called so; its SLA is then empty.
Result<std::string> outage_named(Tx& tx, const std::string& name);

}  // namespace ledger::sla
