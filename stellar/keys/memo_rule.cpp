#include "stellar/keys/memo_rule.hpp"

#include <algorithm>

namespace ledger::stellar {

bool wants_memo(const Destination& destination) {
    return destination.transfer != Transfer::other && !destination.is_muxed &&
           destination.memo_required == "1";
}

std::optional<std::size_t> first_without_memo(std::span<const Destination> destinations,
                                              bool has_memo) {
    const auto found = std::ranges::find_if(destinations, wants_memo);
    if (has_memo || found == destinations.end()) return std::nullopt;
    return static_cast<std::size_t>(found - destinations.begin());
}

}  // namespace ledger::stellar
