// How the files of a sandbox's folder are read again. Every complaint names the file.
#pragma once

#include "engine/kernel/function_ref.hpp"
#include "engine/ports/file_system.hpp"
#include "stellar/sandbox/storage/state.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::stellar::sandbox {

/// A file is read, and hence written, up to this size.
inline constexpr std::uint64_t most_file_bytes = std::uint64_t{1} << 30;

/// Kind and code of a file that is not what was written.
Error corrupt(std::string_view path, std::string_view what);

/// The numbers in the names "<kind>-0000000001", ascending; other names are passed over.
std::vector<std::uint32_t> sequences_of(std::span<const std::string> names, std::string_view kind);

Result<RecoveredState> read_state(FileSystem& files, const std::string& path);

/// Reads segments in order, and brings a state forward to the end of the last one.
class JournalReader {
public:
    /// `state` is that after one of the ledgers, or after the one before the first. `visit`
    /// outlives this.
    JournalReader(RecoveredState state, FunctionRef<Result<void>(StoredLedger)> visit)
        : state_{std::move(state)}, saved_{state_.header().ledger_seq}, visit_{visit} {}

    struct SegmentEnd {
        std::uint32_t ledgers = 0;
        std::uint64_t bytes = 0;
        xdr::TimePoint last_close = 0;
    };
    /// `first` is the number in its name. Of the last segment a torn end is cut off.
    Result<SegmentEnd> read(FileSystem& files, const std::string& path, std::uint32_t first,
                            bool is_last);
    /// Whether the journal reaches the state; an empty one is what a first start may leave behind.
    Result<void> finish(std::string_view folder) const;

    const xdr::LedgerHeader& header() const { return state_.header(); }
    std::vector<xdr::LedgerEntry> entries() const { return state_.entries(); }
    std::uint64_t cut_bytes() const { return cut_bytes_; }

private:
    /// The last ledger read.
    struct Previous {
        std::uint32_t sequence = 0;
        Hash hash{};
    };
    Result<void> take(const std::string& path, std::string_view body, SegmentEnd& end);
    Result<void> check_chain(const std::string& path, const StoredLedger& ledger) const;

    RecoveredState state_;
    std::uint32_t saved_;  ///< The ledger of the state as it was read.
    FunctionRef<Result<void>(StoredLedger)> visit_;
    std::optional<Previous> previous_;
    std::uint64_t cut_bytes_ = 0;
};

}  // namespace ledger::stellar::sandbox
