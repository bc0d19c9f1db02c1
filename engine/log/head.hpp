// HEAD: how far the log was when this process last knew, kept outside RocksDB so that a lost tail
// is seen (ruling 43). Two slots written in place in turn, each with its own CRC: the one that was
// synced last stays as it is until the other one is synced too.
#pragma once

#include "engine/kernel/bytes.hpp"
#include "engine/kernel/id.hpp"
#include "engine/ports/file_system.hpp"

#include <memory>
#include <optional>
#include <string>

namespace ledger {

/// The size of the log and its root at that size.
struct Head {
    std::uint64_t size = 0;
    Hash root;
    bool operator==(const Head&) const = default;
};

/// Slot: "NHD1", u64 sequence, u64 size, root, u32 CRC-32 of all before; slots at 0 and 4096. The
/// sequence counts syncs from 1 on, odd ones stand in the first slot.
inline constexpr std::uint64_t head_slot_stride = 4096;

std::string encode_head_slot(std::uint64_t sequence, const Head& head);

/// What reading a HEAD file found.
struct HeadReading {
    Head head;
    std::uint64_t sequence = 0;
    /// "" when both slots were good (or the second has never been written); else which was bad.
    std::string warning;
};

class HeadFile {
public:
    /// Error `corrupt` ("head.missing", "head.corrupt") when there is no good slot.
    static Result<HeadReading> read(FileSystem& files, const std::string& path);
    /// Opens for writing; `last` is what `read` found, nothing for a new log: then HEAD says
    /// "empty", durably, before anything can be committed.
    static Result<HeadFile> open(FileSystem& files, const std::string& path,
                                 const std::optional<HeadReading>& last);

    /// Writes the slot that was not synced last, without syncing. Never call it before the commit
    /// was synced.
    Result<void> write(const Head& head);
    Result<void> sync();
    const Head& written() const { return written_; }
    const Head& synced() const { return synced_; }

private:
    HeadFile() = default;
    std::unique_ptr<File> file_;
    std::uint64_t sequence_ = 0;  ///< Of `written_`.
    std::uint64_t synced_sequence_ = 0;
    Head written_;
    Head synced_;
};

}  // namespace ledger
