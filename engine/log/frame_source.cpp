// Frames are read a chunk at a time: leaves in one scan, payloads in a second one beside it.
#include "engine/log/frame_source.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ledger {
namespace {

/// Of leaves, and again of payloads; the last row may exceed it.
constexpr std::size_t chunk_bytes = 256U << 10U;

std::optional<Position> position_of(std::string_view key) {
    ByteReader reader{key};
    const auto position = reader.take<Position>();
    if (!reader.finished()) return std::nullopt;
    return position;
}

Result<std::string> payloads_of(const EventLog& log, Position first) {
    TRY(payloads, log.get(Family::payloads, big_endian_key(first)));
    if (!payloads) return corrupt_at(first, "its payload frame is missing");
    return *std::move(payloads);
}

struct Chunk {
    std::vector<EventLog::Row> rows;
    std::size_t bytes = 0;
    bool is_full() const { return bytes >= chunk_bytes; }
};

Result<Chunk> read_chunk(const EventLog& log, Family family, PositionRange range) {
    Chunk chunk;
    TRY(log.scan(family, big_endian_key(range.from), big_endian_key(range.until),
                 [&](std::string_view key, std::string_view value) {
                     chunk.rows.push_back({std::string{key}, std::string{value}});
                     chunk.bytes += value.size();
                     return !chunk.is_full();
                 }));
    return chunk;
}

/// Gives each frame its payloads. When they are more than a chunk, the last frames are dropped.
Result<void> join_payloads(const EventLog& log, std::vector<StoredFrame>& frames) {
    TRY(chunk, read_chunk(log, Family::payloads,
                          {.from = frames.front().first, .until = frames.back().first + 1}));
    if (chunk.is_full()) frames.resize(std::min(frames.size(), chunk.rows.size()));
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const Position first = frames[i].first;
        const auto place = i < chunk.rows.size() ? position_of(chunk.rows[i].key) : std::nullopt;
        if (place && *place < first) return corrupt_at(*place, "no frame begins here");
        if (place != first) return corrupt_at(first, "its payload frame is missing");
        frames[i].payloads = std::move(chunk.rows[i].value);
    }
    return {};
}

/// The frames from the one that begins at `range.from` on: at least one, not necessarily all.
Result<std::vector<StoredFrame>> read_frames(const EventLog& log, PositionRange range,
                                             Parts parts) {
    TRY(chunk, read_chunk(log, Family::frames, range));
    if (chunk.rows.empty()) return corrupt_at(range.from, "no frame begins here");
    std::vector<StoredFrame> frames;
    frames.reserve(chunk.rows.size());
    for (EventLog::Row& row : chunk.rows) {
        const auto first = position_of(row.key);
        if (!first) return corrupt_at(range.from, "a frame's key is not a position");
        frames.push_back({.first = *first, .leaves = std::move(row.value), .payloads = {}});
    }
    if (parts == Parts::leaves_and_payloads) TRY(join_payloads(log, frames));
    return frames;
}

}  // namespace

std::unexpected<Error> corrupt_at(Position position, std::string_view what) {
    Error error{.kind = ErrorKind::corrupt,
                .code = "log.corrupt",
                .message = fmt::format("position {}: {}", position, what)};
    error.facts.emplace_back("position", std::to_string(position));
    return fail(std::move(error));
}

Result<StoredFrame> load_frame(const EventLog& log, Position first) {
    TRY(leaves, log.get(Family::frames, big_endian_key(first)));
    if (!leaves) return corrupt_at(first, "no frame begins here");
    TRY(payloads, payloads_of(log, first));
    return StoredFrame{
        .first = first, .leaves = *std::move(leaves), .payloads = std::move(payloads)};
}

Result<StoredFrame> load_frame_of(const EventLog& log, Position position) {
    TRY(row, log.last_at_or_before(Family::frames, big_endian_key(position)));
    const auto first = row ? position_of(row->key) : std::nullopt;
    if (!first) return corrupt_at(position, "no frame holds it");
    TRY(payloads, payloads_of(log, *first));
    return StoredFrame{
        .first = *first, .leaves = std::move(row->value), .payloads = std::move(payloads)};
}

Result<OpenFrame> open_frame(const StoredFrame& stored) {
    auto leaves = decode_frame(stored.leaves);
    if (!leaves) return corrupt_at(stored.first, leaves.error().message);
    OpenFrame frame{.first = stored.first, .leaves = *std::move(leaves), .payloads = {}};
    if (!stored.payloads) return frame;
    auto payloads = view_payload_frame(*stored.payloads);
    if (!payloads) return corrupt_at(stored.first, payloads.error().message);
    if (frame.leaves.size() != payloads->size())
        return corrupt_at(stored.first, "frame and payload frame are not parallel");
    frame.payloads = *std::move(payloads);
    return frame;
}

Result<RecordedEvent> leaf_in(const OpenFrame& frame, std::size_t index) {
    const Position position = frame.first + index;
    auto event = decode_record(frame.leaves[index]);
    if (!event) return corrupt_at(position, event.error().message);
    if (event->position != position)
        return corrupt_at(position, fmt::format("its leaf says {}", event->position));
    return event;
}

Result<RecordedEvent> event_in(const OpenFrame& frame, std::size_t index, Sha256& sha256) {
    TRY(event, leaf_in(frame, index));
    const PayloadView& payload = frame.payloads[index];
    if (payload.state == SealedPayload::State::redacted) return std::move(event);
    if (payload_commitment(sha256, payload.salt, payload.bytes) != event.payload_commitment)
        return corrupt_at(event.position, "the payload is not the one that the leaf commits to");
    event.payload = payload.bytes;
    return std::move(event);
}

Result<void> for_each_frame(const EventLog& log, PositionRange range, Parts parts,
                            FunctionRef<Result<bool>(const OpenFrame& frame)> visit) {
    if (range.from >= range.until) return {};
    TRY(row, log.last_at_or_before(Family::frames, big_endian_key(range.from)));
    const auto start = row ? position_of(row->key) : std::nullopt;
    if (!start) return corrupt_at(range.from, "no frame holds it");
    Position next = *start;
    while (next < range.until) {
        TRY(chunk, read_frames(log, {.from = next, .until = range.until}, parts));
        for (const StoredFrame& stored : chunk) {
            if (stored.first != next) return corrupt_at(next, "no frame begins here");
            TRY(frame, open_frame(stored));
            next += frame.leaves.size();
            if (next <= range.from) return corrupt_at(range.from, "no frame holds it");
            TRY(go_on, visit(frame));
            if (!go_on) return {};
        }
    }
    return {};
}

}  // namespace ledger
