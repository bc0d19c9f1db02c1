// How long a campaign against the ledger lasts: what CI affords, a tenth of it, or the whole.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace ledger::test {

/// `full` by LEDGER_LONG=1 (./dev check --long), a tenth of `usual` by LEDGER_SHORT=1 (ASan).
inline std::uint64_t campaign_length(std::uint64_t usual, std::uint64_t full) {
    // NOLINTBEGIN(concurrency-mt-unsafe): nobody changes the environment.
    if (std::getenv("LEDGER_LONG") != nullptr) return full;
    if (std::getenv("LEDGER_SHORT") != nullptr) return std::max<std::uint64_t>(1, usual / 10);
    // NOLINTEND(concurrency-mt-unsafe)
    return usual;
}

}  // namespace ledger::test
