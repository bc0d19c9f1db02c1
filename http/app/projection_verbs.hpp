// `nociq projection list|rebuild|cancel` and `nociq health`.
#pragma once

#include "engine/ports/clock.hpp"
#include "http/app/remote.hpp"

#include <string>

namespace ledger::app {

int list_projections(const RemoteSettings& remote, FileSystem& files);
/// Starts a rebuild; with `wait` shows its progress until it has been switched to.
int rebuild_projection(const RemoteSettings& remote, FileSystem& files, const Clock& clock,
                       const std::string& name, bool wait);
int cancel_rebuild(const RemoteSettings& remote, FileSystem& files, const std::string& name);

/// Whether the server is ready: exit_ok, or exit_failed, or exit_try_again when none answers.
int health(const RemoteSettings& remote, FileSystem& files, bool quiet);

}  // namespace ledger::app
