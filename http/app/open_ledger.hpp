// From a data folder to a ledger that may be written to, with every check on the way (ruling 42).
#pragma once

#include "engine/core/committer.hpp"
#include "engine/core/sequencer.hpp"
#include "engine/kernel/domain.hpp"
#include "engine/ports/clock.hpp"
#include "engine/ports/entropy.hpp"
#include "engine/ports/file_system.hpp"
#include "engine/storage/rocksdb_log.hpp"
#include "http/app/data_folder.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ledger {

inline constexpr std::string_view format_line = "nociq-ledger 1\n";

struct OpenSettings {
    DataFolder folder{"./data"};
    std::string signing_key;  ///< Path; "" for the folder's own.
    std::string origin;       ///< Of a new log; "" for a random name under nociq.local.
    std::string network = "sandbox";
    SequencerLimits sequencer;
};

/// What opening needs from outside.
struct Surroundings {
    FileSystem& files;
    Entropy& entropy;
    const Clock& clock;
    std::span<const Domain* const> domains;
    std::function<void(std::string_view)> warn;
};

/// Parts in the order in which they are made; destroyed in reverse.
struct OpenedLedger {
    std::unique_ptr<FileLock> lock;
    std::unique_ptr<RocksdbLog> log;
    std::unique_ptr<CheckpointPublisher> publisher;
    std::optional<Sequencer> sequencer;
    std::optional<Committer> committer;
    bool created = false;
};

/// Opens, or founds a log in an empty folder: keys, HEAD, FORMAT, then the genesis commit, so that
/// a crash anywhere in between is made good by the next start. Errors: "folder.in_use", `corrupt`
/// for whatever does not fit together, "key.mismatch" when the key is not the one that the log
/// pins.
Result<OpenedLedger> open_ledger(const OpenSettings& settings, const Surroundings& around);

struct Recovery {
    Position lost_from = 0;
    std::uint64_t known_size = 0;
    std::string origin;
};
/// For a log that open_ledger refuses because its tail or its HEAD is gone: keeps what stands
/// before the damage, records the loss in the log and goes on under a new origin, for to continue
/// would sign a fork. Nothing when the log is whole.
Result<std::optional<Recovery>> recover_ledger(const OpenSettings& settings,
                                               const Surroundings& around,
                                               const std::string& reason);

}  // namespace ledger
