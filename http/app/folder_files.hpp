// What stands beside the log in a data folder: FORMAT, the keys, HEAD.
#pragma once

#include "engine/core/ledger_events.hpp"
#include "engine/kernel/secret.hpp"
#include "engine/log/head.hpp"
#include "engine/log/note.hpp"
#include "http/app/open_ledger.hpp"

#include <optional>
#include <string>

namespace ledger {

/// True when the folder has held a ledger before.
Result<bool> check_format(const OpenSettings& settings, FileSystem& files);

struct Keys {
    Secret signing_seed;
    Secret index_key;
};
/// A key that is missing beside an existing log is never made anew: it would sign a fork.
Result<Keys> open_keys(const OpenSettings& settings, const Surroundings& around, bool existing);

std::string signing_key_path(const OpenSettings& settings);

/// Warns about a slot that is bad.
Result<HeadReading> read_head(const OpenSettings& settings, const Surroundings& around);

/// Whose log it is, and since when.
Result<LogIdentity> read_identity(const EventLog& log);

/// What `meta` says of the index key, by which another one is told from it.
RowChange index_key_mark(const Secret& key);
/// Whether the log's claims were made with `key`: with another one, all of them would look free.
/// Without events there is nothing to hold it against.
Result<void> check_index_key(const OpenSettings& settings, const EventLog& log, const Secret& key);

}  // namespace ledger
