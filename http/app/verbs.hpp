// Runs a verb of the table: asks the server, shows its reply.
#pragma once

#include "http/app/remote.hpp"
#include "http/app/verb_request.hpp"

#include <string>

namespace ledger::app {

struct VerbSettings {
    RemoteSettings remote;
    std::string output;  ///< table, json, ndjson or csv; empty: a table of lists, else JSON.
    std::string file;    ///< Of a verb that sends one.
    std::string idempotency_key;
    bool quiet = false;
    bool yes = false;  ///< What destroys is not asked about.
};

/// The exit code; data goes to stdout, all else to stderr.
int run_verb(const Verb& verb, const Given& given, const VerbSettings& settings, FileSystem& files);

/// What `nociq --help` says of a noun.
std::string_view words_of_noun(std::string_view noun);

}  // namespace ledger::app
