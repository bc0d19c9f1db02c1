// Verifies a log database offline: everything that is derived is derived again and compared.
#pragma once

#include "engine/log/head.hpp"
#include "engine/log/note.hpp"
#include "engine/ports/event_log.hpp"
#include "snapshots/verify/report.hpp"
#include "snapshots/verify/walk.hpp"

#include <optional>
#include <string>

namespace ledger::verify {

/// Of the key that signs the log.
struct SigningKey {
    std::string file;
    VerifierKey verifier;
};

/// What stands beside the database.
struct DatabaseFacts {
    Head head;                      ///< As HEAD says.
    std::optional<SigningKey> key;  ///< When it is there.
};

/// Checksums of the files; frames, leaves and payloads; tiles; HEAD's root; the indexes of streams
/// and categories; balances; no row too many. The report's `file` is the family and the key. HEAD
/// is what is trusted: a log that somebody rewrote together with its HEAD is found only by
/// `verify_log` with a checkpoint kept elsewhere.
VerifyReport verify_database(const EventLog& log, const DatabaseFacts& facts,
                             ProgressCallback progress);

}  // namespace ledger::verify
