// A small log in memory, written the way a committer writes one, and events to put into it.
#pragma once

#include "engine/log/frame.hpp"
#include "engine/log/merkle.hpp"
#include "engine/log/tile.hpp"
#include "engine/storage/memory_log.hpp"

#include <map>
#include <string>
#include <vector>

namespace ledger {

/// An event of `stream` with a payload and, when `postings` says so, with one posting each.
RecordedEvent draft_event(const std::string& stream, std::string payload, std::size_t postings = 0);

/// Bytes that depend on `seed` alone.
template <std::size_t Size>
std::array<std::uint8_t, Size> bytes_of_seed(std::uint64_t seed) {
    std::array<std::uint8_t, Size> bytes{};
    for (std::size_t i = 0; i < Size; ++i)
        bytes[i] = static_cast<std::uint8_t>(seed * 131 + i * 17 + 1);
    return bytes;
}

class LogFixture {
public:
    /// One commit and one frame: gives positions, versions, ids, salts and commitments.
    void commit(std::vector<RecordedEvent> events);
    /// `count` commits of 1, 2 and 3 events, over ten streams of two categories.
    void commit_many(std::size_t count);
    /// Writes rows without adding events, as a fault or a redaction does.
    void overwrite(Family family, std::string key, std::optional<std::string> value);
    /// Makes the payload at `position` unreadable, as the redaction command does.
    void redact(Position position);

    const MemoryLog& log() const { return log_; }
    const std::vector<RecordedEvent>& events() const { return events_; }
    const std::vector<std::string>& leaves() const { return leaves_; }
    const std::vector<Hash>& hashes() const { return hashes_; }
    const MerkleFrontier& frontier() const { return frontier_; }
    const TileBuilder& tiles() const { return tiles_; }
    const std::vector<TileBuilder::FullTile>& full_tiles() const { return full_tiles_; }

private:
    MemoryLog log_;
    Sha256 sha256_;
    MerkleFrontier frontier_;
    TileBuilder tiles_;
    std::map<std::string, StreamVersion> versions_;
    std::vector<RecordedEvent> events_;
    std::vector<std::string> leaves_;
    std::vector<Hash> hashes_;
    std::vector<TileBuilder::FullTile> full_tiles_;
};

}  // namespace ledger
