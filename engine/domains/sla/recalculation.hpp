// What the routes that price outages again read and answer.
#pragma once

#include "engine/domains/sla/requests.hpp"

namespace ledger::sla {

inline constexpr std::size_t max_batch = 200;

/// POST /outages/batch/recalculate-sla.
struct BatchRequest {
    std::vector<std::string> ids;

    static constexpr auto fields() {
        return std::tuple{Field{"ids", &BatchRequest::ids, "Ids, or external ids, of outages."}
                              .length(1, max_outage_id_bytes)
                              .items(1, max_batch)};
    }
};

struct RecalculatedRow {
    OutageId outage_id;
    bool changed = false;
    ResultReply sla_result;

    static constexpr auto fields() {
        using R = RecalculatedRow;
        return std::tuple{Field{"outage_id", &R::outage_id, "The outage."},
                          Field{"changed", &R::changed, "Whether this made a new generation."},
                          Field{"sla_result", &R::sla_result, "Its latest result."}};
    }
};

struct BatchError {
    std::string id;
    std::string code;
    std::string message;

    static constexpr auto fields() {
        using E = BatchError;
        return std::tuple{Field{"id", &E::id, "As it was asked for."},
                          Field{"code", &E::code, "Stable."},
                          Field{"message", &E::message, "In plain words."}};
    }
};

struct BatchReply {
    std::uint64_t success_count = 0;
    std::uint64_t failure_count = 0;
    std::vector<BatchError> errors;
    std::vector<RecalculatedRow> results;

    static constexpr auto fields() {
        using B = BatchReply;
        return std::tuple{
            Field{"success_count", &B::success_count, "How many have a result, changed or not."},
            Field{"failure_count", &B::failure_count, "How many have none."},
            Field{"errors", &B::errors, "Why, in the order of the request."}.items(0, max_batch),
            Field{"results", &B::results, "In the order of the request."}.items(0, max_batch)};
    }
};

}  // namespace ledger::sla
