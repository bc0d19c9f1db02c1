// What follows for an outage from decisions of other domains, in the same transaction.
#pragma once

#include "engine/domains/outages/outage.hpp"
#include "engine/kernel/domain.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace ledger::outages {

/// What is read of `dispute.accepted`: the facts that were wrong, as they really were.
struct AcceptedDispute {
    static constexpr std::string_view type = "dispute.accepted";
    OutageId outage;
    std::string reason;
    std::optional<Timestamp> detected_at;
    std::optional<Timestamp> resolved_at;
    std::optional<Severity> severity;
    std::optional<std::vector<Exclusion>> exclusions;

    static constexpr auto fields() {
        using A = AcceptedDispute;
        return std::tuple{
            Field{"outage", &A::outage, "The outage."},
            Field{"reason", &A::reason, "Why."},
            Field{"detected_at", &A::detected_at, "When it began; null: as recorded."},
            Field{"resolved_at", &A::resolved_at, "When service was back; null: as recorded."},
            Field{"severity", &A::severity, "How bad it was; null: as recorded."},
            Field{"exclusions", &A::exclusions, "What does not count; null: as recorded."}};
    }
};

/// Of `dispute.accepted`: corrects the outage, by the rules of any correction.
Result<void> follow_acceptance(Tx& tx, const RecordedEvent& event);

inline constexpr std::array reactions{Reaction{AcceptedDispute::type, follow_acceptance}};

}  // namespace ledger::outages
