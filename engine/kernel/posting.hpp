// One movement of value: the only way in which a balance ever changes.
#pragma once

#include "engine/kernel/amount.hpp"

#include <string>

namespace ledger {

/// Moves `amount` > 0 of `asset` from one account to another, so that the sum per asset stays 0.
/// Account names are pseudonyms (ruling 50), at most 255 bytes; the asset is its code.
struct Posting {
    std::string from;
    std::string to;
    std::string asset;
    Amount amount;

    bool operator==(const Posting&) const = default;
};

}  // namespace ledger
