// Whose log this is, as its own first event and its recoveries say.
#pragma once

#include "engine/kernel/bytes.hpp"
#include "engine/kernel/id.hpp"
#include "engine/log/note.hpp"
#include "snapshots/verify/finding.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::verify {

/// An event of the stream that says so.
struct IdentityEvent {
    Position position = 0;
    std::string type;
    Hash payload_commitment;
    std::optional<std::string> payload{};  ///< Held against the commitment; nothing: not there.
};

/// An operator declared that a tail was lost, and went on under a new origin.
struct Recovery {
    Position position = 0;
    std::string previous_origin;
    Position lost_from = 0;
    std::uint64_t known_size = 0;
};

struct LogIdentity {
    VerifierKey pinned_key;            ///< Of position 0.
    std::vector<std::string> origins;  ///< In the order in which they were in force.
    std::vector<Recovery> recoveries;

    bool was_called(std::string_view origin) const;
};

/// Nothing when a payload that says so is not there.
Checked<std::optional<LogIdentity>> identity_of(std::span<const IdentityEvent> events);

/// The same public key under another origin, as a recovered log uses it.
VerifierKey renamed(const VerifierKey& key, std::string name);

}  // namespace ledger::verify
