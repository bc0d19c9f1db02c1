// An event as it travels between domains, views and the outside: names and bytes, no C++ types.
#pragma once

#include "engine/kernel/bytes.hpp"
#include "engine/kernel/id.hpp"
#include "engine/kernel/posting.hpp"
#include "engine/kernel/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

/// An event that a rule has decided but that has no position yet.
struct NewEvent {
    std::string type;  ///< "outage.resolved": permanent.
    std::uint16_t schema_version = 1;
    std::string payload;  ///< Canonical JSON: field order of the field list.
    std::vector<Posting> postings;
};

/// An event with its place in the log: everything of its leaf, and its payload.
struct RecordedEvent {
    Position position = 0;
    std::string stream;  ///< "<category>-<id>".
    StreamVersion stream_version = 0;
    Timestamp recorded_at{};
    Uuid event_id;
    Uuid correlation_id;  ///< What the whole chain of work is about.
    Uuid causation_id;    ///< The event or request that caused this one.
    std::string actor;    ///< Pseudonym: `system`, `local:<uid>`, `user:<id>`, `key:<id>`.
    std::string type;
    std::uint16_t schema_version = 1;
    Hash idempotency_key_hash;  ///< Zero when the command had no key.
    std::vector<Posting> postings;
    Hash payload_commitment;
    std::optional<std::string> payload;  ///< Nothing when it was redacted.
};

/// The part of a stream name before the first '-': "outage" of "outage-OUT001".
constexpr std::string_view category_of(std::string_view stream) {
    return stream.substr(0, stream.find('-'));
}

}  // namespace ledger
