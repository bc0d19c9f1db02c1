// Verifies a log database offline: everything that is derived is derived again and compared.
#pragma once

#include "engine/log/head.hpp"
#include "engine/log/note.hpp"
#include "engine/ports/event_log.hpp"
#include "snapshots/verify/report.hpp"
#include "snapshots/verify/walk.hpp"

#include <optional>

namespace ledger::verify {

/// What stands beside the database.
struct DatabaseFacts {
    Head head;                       ///< As HEAD says.
    std::optional<VerifierKey> key;  ///< Of the signing key, when it is there.
};

/// Checksums of the files; frames, leaves and payloads; tiles; HEAD's root; the indexes of streams
/// and categories; balances; no row too many. The report's `file` is the family and the key. HEAD
/// is what is trusted: a log that somebody rewrote together with its HEAD is found only by
/// `verify_log` with a checkpoint kept elsewhere.
VerifyReport verify_database(const EventLog& log, const DatabaseFacts& facts,
                             ProgressCallback progress);

}  // namespace ledger::verify
