// `nociq outage import FILE`.
#pragma once

#include "engine/ports/clock.hpp"
#include "engine/ports/entropy.hpp"
#include "http/app/remote.hpp"

#include <string>

namespace ledger::app {

enum class ImportFormat { csv, ndjson, json };

/// What a file's columns and values mean is for the server to make out; see bulk/import_query.hpp.
struct ImportRequest {
    std::string file;
    ImportFormat format = ImportFormat::csv;
    std::string preset;
    std::vector<std::string> map;
    std::vector<std::string> ignore;
    std::vector<std::string> set;
    std::vector<std::string> map_value;
    std::string list_separator;
    std::string time_zone;
    std::vector<std::string> time_format;
    std::string consistency = "partial";
    bool dry_run = false;
    bool quiet = false;
};

struct ImportSurroundings {
    FileSystem& files;
    Entropy& entropy;
    const Clock& clock;
};

/// Sends the file in one request; when the server makes a job of it, follows that to its end.
/// Prints a summary; exit_failed when a row was refused.
int import_outages(const RemoteSettings& remote, const ImportRequest& request,
                   const ImportSurroundings& around);

}  // namespace ledger::app
