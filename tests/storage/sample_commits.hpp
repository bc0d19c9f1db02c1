// Commits as the committer makes them, reduced to the rows that a storage test looks at.
#pragma once

#include "engine/ports/event_log.hpp"
#include "tests/support/test_entropy.hpp"

#include <map>

namespace ledger::test {

/// One frame of `count` leaves, its payloads, an index row and a counter. The bytes depend on
/// `prng` alone; `payload_bytes` of them stand in the payload frame.
Commit sample_commit(Position first, std::uint64_t count, std::size_t payload_bytes, Prng& prng);

/// What a log should hold: every row of every family, by family and key.
using Rows = std::map<std::pair<Family, std::string>, std::string>;

void apply_commit(Rows& rows, const Commit& commit);

/// Reads everything.
Result<Rows> all_rows(const EventLog& log);

}  // namespace ledger::test
