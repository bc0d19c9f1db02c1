// The keys that somebody trusts: a C2SP tlog-policy.
#pragma once

#include "engine/log/note.hpp"

#include <string_view>
#include <vector>

namespace ledger::verify {

struct LogPolicy {
    std::vector<VerifierKey> logs;
};

/// Reads `log <vkey> [url]` lines, comments and `quorum none`. Witnesses, groups and any other
/// quorum are an error: this verifier does not check cosignatures, and must not seem to.
Result<LogPolicy> parse_policy(std::string_view text);

}  // namespace ledger::verify
