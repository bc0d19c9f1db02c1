// Where the log and everything that commits with it lives: families of ordered rows, and one way to
// write them, atomically and durably. RocksDB is the default; a replicated log takes its place
// here.
#pragma once

#include "engine/kernel/function_ref.hpp"
#include "engine/kernel/id.hpp"
#include "engine/kernel/result.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

/// The column families of the log database (architecture section 4).
enum class Family {
    frames,       ///< u64 first position -> leaves of (part of) one commit. Never rewritten.
    payloads,     ///< u64 first position -> salts and payloads, parallel to `frames`.
    streams,      ///< stream, 0, u64 frame -> which leaves of that frame are the stream's.
    categories,   ///< category, 0, u64 frame -> likewise.
    unique,       ///< space, 0, HMAC(value) -> stream.
    counters,     ///< name -> u64 last used.
    idempotency,  ///< SHA-256(principal, key) -> answer.
    balances,     ///< account, 0, asset, 0, u64 position -> i64 units after that event.
    timers,       ///< due time, id -> what is due.
    tiles,        ///< u8 level, u64 index -> 256 hashes; full tiles only.
    meta,         ///< what start-up must know.
};
inline constexpr std::size_t family_count = 11;
inline constexpr std::array<std::string_view, family_count> family_names{
    "frames",      "payloads", "streams", "categories", "unique", "counters",
    "idempotency", "balances", "timers",  "tiles",      "meta"};

/// One change: a value, or nothing to erase the key.
struct RowChange {
    Family family;
    std::string key;
    std::optional<std::string> value;
};

/// One commit. `first` must be the log's end and `count` events are added: an implementation that
/// finds another end refuses (fencing), and nothing is written.
struct Commit {
    Position first = 0;
    std::uint64_t count = 0;
    std::vector<RowChange> rows;
};

/// Any thread may read; one thread appends. Reads see whole commits only. Bytes that fail their
/// checksum are an error of kind `corrupt`, never a short or different answer.
class EventLog {
public:
    EventLog() = default;
    EventLog(const EventLog&) = delete;
    EventLog& operator=(const EventLog&) = delete;
    virtual ~EventLog() = default;

    /// How many events are durable: positions 0 .. end-1.
    virtual Position end() const = 0;

    /// All rows or none; on stable storage when it returns. After an error the caller stops: what
    /// is on disk is unknown, and nothing is tried again.
    virtual Result<void> append(const Commit& commit) = 0;

    virtual Result<std::optional<std::string>> get(Family family, std::string_view key) const = 0;

    struct Row {
        std::string key;
        std::string value;
    };
    /// The last row with key <= `key`.
    virtual Result<std::optional<Row>> last_at_or_before(Family family,
                                                         std::string_view key) const = 0;

    /// Rows with `from` <= key < `until` ("" : to the end), in order, of one snapshot, while
    /// `visit` says true.
    virtual Result<void> scan(
        Family family, std::string_view from, std::string_view until,
        FunctionRef<bool(std::string_view key, std::string_view value)> visit) const = 0;

    /// Reads everything with its checksums, as a scrub does. Names the file in the error's message.
    virtual Result<void> verify_checksums() const = 0;
};

}  // namespace ledger
