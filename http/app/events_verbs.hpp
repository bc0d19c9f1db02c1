// `nociq events tail|export|show`.
#pragma once

#include "engine/ports/clock.hpp"
#include "http/app/remote.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace ledger::app {

struct EventsRequest {
    std::uint64_t from = 0;
    std::optional<std::uint64_t> until;  ///< Exclusive; nothing: the log's end at the start.
    std::string stream;
    std::string type;
    bool follow = false;  ///< Goes on waiting for new events.
    bool quiet = false;
};

/// The last events, one a line; goes on for ever with `follow`.
int tail_events(const RemoteSettings& remote, FileSystem& files, const EventsRequest& request);
/// All events from `from` on as NDJSON, with progress on stderr.
int export_events(const RemoteSettings& remote, FileSystem& files, const Clock& clock,
                  const EventsRequest& request);
int show_event(const RemoteSettings& remote, FileSystem& files, std::uint64_t position);

}  // namespace ledger::app
