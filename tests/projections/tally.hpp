// A log of small events and two views that count them, for tests of the runner.
#pragma once

#include "engine/kernel/view.hpp"
#include "engine/ports/event_log.hpp"
#include "tests/support/memory_rows.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace ledger::test {

/// What makes `tally` fail.
inline constexpr std::string_view poison = "poison";

/// Appends one commit of `count` events, spread over a few streams; every third is of a type that
/// `tally` does not fold, every seventh is redacted. Same arguments and log end, same bytes.
void append_events(EventLog& log, std::uint64_t count);
/// Appends one `tally.added` with this payload.
void append_event(EventLog& log, std::string_view payload);

/// Per stream: how many events and a digest-like chain of their payloads. Reads its own rows,
/// scans, erases. Folds `tally.added` only; fails at `poison`.
extern const View tally;
/// The same with other rows.
extern const View tally_of_version_2;
/// Counts every event by type.
extern const View census;
inline constexpr std::array<std::string_view, 1> tally_only{"tally"};
inline constexpr std::array<std::string_view, 2> both_views{"tally", "census"};

using RowList = std::vector<std::pair<std::string, std::string>>;
RowList rows_of(const RowReader& rows);
/// What `view` must hold after the first `until` events: one event after another, into a map.
RowList naive_fold(const EventLog& log, const View& view, Position until);

}  // namespace ledger::test
