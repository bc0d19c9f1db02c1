// Reading the log: events by position or stream, leaves, subtree hashes, tiles. Any thread.
#pragma once

#include "engine/kernel/event.hpp"
#include "engine/log/frame.hpp"
#include "engine/log/merkle.hpp"
#include "engine/log/tile.hpp"
#include "engine/ports/event_log.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ledger {

/// One leaf with its payload's place.
struct StoredEvent {
    std::string leaf;
    SealedPayload payload;
    RecordedEvent event;  ///< Decoded; `event.payload` is set when the payload is there.
};

/// Stateless over an EventLog. Whatever does not fit together is an error of kind `corrupt` that
/// names the position.
class LogReader {
public:
    explicit LogReader(const EventLog& log) : log_{log} {}

    Position end() const { return log_.end(); }

    /// Events from `from` on, in order, while `visit` says true; never past `until`.
    Result<void> events(Position from, Position until,
                        FunctionRef<bool(const RecordedEvent& event)> visit) const;
    /// Likewise with leaf bytes, salt and payload.
    Result<void> stored(Position from, Position until,
                        FunctionRef<bool(const StoredEvent& stored)> visit) const;
    Result<std::optional<StoredEvent>> at(Position position) const;

    /// The stream's events from version `from` on, below position `until`.
    Result<void> stream(std::string_view name, StreamVersion from, Position until,
                        FunctionRef<bool(const RecordedEvent& event)> visit) const;
    /// The events of a category from position `from` on, below `until`.
    Result<void> category(std::string_view name, Position from, Position until,
                          FunctionRef<bool(const RecordedEvent& event)> visit) const;

    /// Concatenated leaf hashes of [from, until).
    Result<std::string> leaf_hashes(Position from, Position until) const;
    /// Root of a perfect subtree, out of full tiles where they exist, else out of leaves.
    Result<Hash> subtree(std::uint32_t level, std::uint64_t index) const;
    SubtreeSource subtree_source() const;

    /// A tile of the tree of `size`: stored when full, synthesised when partial. Nothing when the
    /// tree has no such tile.
    Result<std::optional<std::string>> tile(const TileId& tile, std::uint64_t size) const;
    /// Entry bundle: per leaf u16 length and the leaf.
    Result<std::optional<std::string>> entries(std::uint64_t index, std::uint32_t width,
                                               std::uint64_t size) const;

    /// What a committer needs to go on from the log's end.
    struct Edge {
        MerkleFrontier frontier;
        TileBuilder tiles;
    };
    Result<Edge> edge() const;

private:
    const EventLog& log_;
};

}  // namespace ledger
