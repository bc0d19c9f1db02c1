// Exports the log as files that any web server can host and anyone can verify: the C2SP tree.
#pragma once

#include "engine/kernel/function_ref.hpp"
#include "engine/log/note.hpp"
#include "engine/ports/event_log.hpp"
#include "engine/ports/file_system.hpp"

#include <cstdint>
#include <string>

namespace ledger {

struct ExportRequest {
    std::string checkpoint;  ///< A signed note; the export is of its size.
    VerifierKey key;         ///< That signed it.
    std::string directory;
    bool payloads = false;
};

struct ExportSummary {
    std::uint64_t size = 0;
    std::uint64_t extended_from = 0;  ///< Size of the export that was there; 0 for a new one.
    std::uint64_t files_written = 0;
    std::uint64_t bytes_written = 0;
};

/// Into an empty folder, or into an older export of the same log, which then becomes what a new one
/// would be. Files are synced one by one, MANIFEST and checkpoint are replaced last: an export that
/// was interrupted does not verify, and is finished by running it again. Memory: some 150 bytes per
/// file, hence about a byte per event.
/// Errors: `corrupt` when the log does not have the root that was signed; "export.foreign" when the
/// folder holds something else; "export.payloads" when the older export has payloads and this one
/// should not, or the other way round.
Result<ExportSummary> export_log(
    const EventLog& log, const ExportRequest& request, FileSystem& files,
    FunctionRef<void(std::uint64_t done, std::uint64_t total)> progress);

}  // namespace ledger
