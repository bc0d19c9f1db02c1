// `nociq outage list|show`.
#pragma once

#include "http/app/remote.hpp"

#include <string>

namespace ledger::app {

/// Filters as the server's route takes them; empty ones are not sent.
struct OutageFilters {
    std::string status;
    std::string severity;
    std::string site;
    std::string from;
    std::string to;
    std::string limit;
    std::string offset;
};

int list_outages(const RemoteSettings& remote, FileSystem& files, const OutageFilters& filters);
int show_outage(const RemoteSettings& remote, FileSystem& files, const std::string& id);

}  // namespace ledger::app
