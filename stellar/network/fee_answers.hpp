// What both interfaces say of fees.
#pragma once

#include "stellar/network/answer_fields.hpp"
#include "stellar/network/records.hpp"

namespace ledger::stellar {

struct FeesAnswer {
    WholeNumber min{}, mode{}, p50{}, p70{}, p90{}, p95{}, p99{}, max{};
    static constexpr auto fields() {
        using F = FeesAnswer;
        return std::tuple{Field{"min", &F::min, ""}, Field{"mode", &F::mode, ""},
                          Field{"p50", &F::p50, ""}, Field{"p70", &F::p70, ""},
                          Field{"p90", &F::p90, ""}, Field{"p95", &F::p95, ""},
                          Field{"p99", &F::p99, ""}, Field{"max", &F::max, ""}};
    }
};

FeePercentiles percentiles_of(const FeesAnswer& fees);

}  // namespace ledger::stellar
