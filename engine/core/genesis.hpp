// The first commit of a log: it pins the origin and the signing key, defines the assets, and lets
// each domain lay its foundations (ruling 49).
#pragma once

#include "engine/core/command.hpp"
#include "engine/kernel/domain.hpp"

#include <span>
#include <string>
#include <vector>

namespace ledger {

struct GenesisFacts {
    std::string origin;
    std::string verifier_key;
    std::string network = "sandbox";
    std::vector<std::string> assets{"USDC"};
};

/// One transaction: `log.created` at position 0, an `asset.defined` each, then each domain's own.
CommandHandler genesis(GenesisFacts facts, std::span<const Domain* const> domains);

}  // namespace ledger
