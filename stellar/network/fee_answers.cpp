#include "stellar/network/fee_answers.hpp"

namespace ledger::stellar {

FeePercentiles percentiles_of(const FeesAnswer& fees) {
    return {.min = fees.min.value,
            .mode = fees.mode.value,
            .p50 = fees.p50.value,
            .p70 = fees.p70.value,
            .p90 = fees.p90.value,
            .p95 = fees.p95.value,
            .p99 = fees.p99.value,
            .max = fees.max.value};
}

}  // namespace ledger::stellar
