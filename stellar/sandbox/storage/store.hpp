// The sandbox's folder: a journal of closed ledgers in segments, and the state after one of them,
// so that a start need not read them all again.
//
//   lock                 held while the folder is open
//   genesis              the hash of ledger 1, for ever
//   state-0000000001     the state after that ledger, in one frame; the newest one counts
//   ledgers-0000000001   a segment: a frame for each ledger from that one on
#pragma once

#include "engine/kernel/function_ref.hpp"
#include "engine/ports/file_system.hpp"
#include "stellar/sandbox/history/stored.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ledger::stellar::sandbox {

/// A segment is full with so many ledgers or, if that is sooner, so many bytes.
struct SegmentLimits {
    std::uint32_t ledgers = 1024;
    std::uint64_t bytes = std::uint64_t{16} << 20;
};

/// One process at a time. After an error of a write the folder is closed and opened anew, for what
/// is on disk is unknown: `append` and `save` fail ever after. Error codes: those of FileSystem;
/// "sandbox.corrupt" (kind corrupt) when a file is not what was written, with its path.
class Store {
public:
    /// Makes the folder when it is missing. `files` outlives this.
    static Result<Store> open(FileSystem& files, std::string folder, SegmentLimits limits = {});

    struct Recovered {
        xdr::LedgerHeader header;  ///< Of the last ledger.
        std::vector<xdr::LedgerEntry> entries;
        std::uint64_t cut_bytes = 0;  ///< Of a ledger that was not whole when the power failed.
    };
    /// Once, before all else. Gives every ledger of the journal in order, then the state after the
    /// last one; nothing when the folder is new. A torn end is cut off: it was never synced, so
    /// nobody was told of it.
    Result<std::optional<Recovered>> recover(FunctionRef<Result<void>(StoredLedger)> visit);

    /// The hash of the first ledger, which outlives it: tells this sandbox from one that was begun
    /// anew with the same name.
    Result<void> keep_genesis(const Hash& hash);
    Result<Hash> genesis() const;

    /// On stable storage when it returns.
    Result<void> append(const StoredLedger& ledger);
    /// Whether the segment is full: time to `save`.
    bool is_full() const;
    /// The state after the last ledger, on stable storage when it returns. The next ledger begins a
    /// segment.
    Result<void> save(const StoredState& state);
    /// Removes segments whose ledgers all closed before `time` and are part of the saved state.
    Result<void> forget_before(xdr::TimePoint time);

private:
    struct Segment {
        std::string path;
        std::uint32_t first = 0;
        std::uint32_t ledgers = 0;
        std::uint64_t bytes = 0;
        xdr::TimePoint last_close = 0;
    };

    Store(FileSystem& files, std::string folder, SegmentLimits limits,
          std::unique_ptr<FileLock> lock)
        : files_{&files}, folder_{std::move(folder)}, limits_{limits}, lock_{std::move(lock)} {}
    std::string path_of(std::string_view kind, std::uint32_t sequence) const;
    Result<void> check_usable() const;
    Result<void> write(const StoredLedger& ledger);
    Result<void> begin_segment(std::uint32_t first);
    Result<void> remove_states_before(std::uint32_t sequence);

    FileSystem* files_;
    std::string folder_;
    SegmentLimits limits_;
    std::unique_ptr<FileLock> lock_;
    std::deque<Segment> segments_;
    std::unique_ptr<File> file_;  ///< Of the last segment; null: the next ledger begins one.
    std::uint32_t saved_ = 0;     ///< The ledger of the saved state.
    bool is_broken_ = false;
};

}  // namespace ledger::stellar::sandbox
