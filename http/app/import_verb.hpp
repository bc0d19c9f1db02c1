// `nociq outage import FILE`.
#pragma once

#include "engine/ports/clock.hpp"
#include "engine/ports/entropy.hpp"
#include "http/app/csv_file.hpp"
#include "http/app/remote.hpp"

#include <string>

namespace ledger::app {

enum class ImportFormat { csv, ndjson, json };

struct ImportRequest {
    std::string file;
    ImportFormat format = ImportFormat::csv;
    CsvMapping mapping;
    bool atomic = false;
    bool dry_run = false;
    bool quiet = false;
};

struct ImportSurroundings {
    FileSystem& files;
    Entropy& entropy;
    const Clock& clock;
};

/// Sends the file in requests of a few hundred rows, each with an Idempotency-Key, so that a broken
/// connection neither loses nor doubles a row. Prints a summary; exit_failed when a row was
/// refused.
int import_outages(const RemoteSettings& remote, const ImportRequest& request,
                   const ImportSurroundings& around);

}  // namespace ledger::app
