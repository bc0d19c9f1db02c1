#include "stellar/sandbox/service/faults.hpp"

#include <utility>

namespace ledger::stellar::sandbox {
namespace {

constexpr std::uint64_t whole = 100;

}  // namespace

Misdeed FaultDice::roll(const Faults& faults) {
    // Drawn for every request, so that one setting does not move the faults of another.
    std::uint64_t left = engine_() % whole;
    const bool is_even = engine_() % 2 == 0;
    for (const auto& [percent, misdeed] :
         {std::pair{faults.drop_before_accept, Misdeed::drop_before_accept},
          std::pair{faults.drop_after_accept, Misdeed::drop_after_accept},
          std::pair{faults.delay, Misdeed::delay},
          std::pair{faults.gateway_timeout,
                    is_even ? Misdeed::timeout_before_accept : Misdeed::timeout_after_accept},
          std::pair{faults.too_many_requests, Misdeed::too_many_requests},
          std::pair{faults.duplicate, Misdeed::duplicate}}) {
        if (left < percent) return misdeed;
        left -= percent;
    }
    return Misdeed::none;
}

}  // namespace ledger::stellar::sandbox
