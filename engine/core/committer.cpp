#include "engine/core/committer.hpp"

#include "engine/kernel/assert.hpp"

#include <utility>

namespace ledger {

Committer::Committer(EventLog& log, HeadFile head, CheckpointPublisher& publisher, Entropy& entropy,
                     LogReader::Edge edge)
    : log_{&log},
      head_{std::move(head)},
      publisher_{&publisher},
      entropy_{&entropy},
      edge_{std::move(edge)} {
    LEDGER_ASSERT(edge_.frontier.size() == log.end() && edge_.tiles.size() == log.end());
}

Result<void> Committer::commit(const Batch& batch) {
    if (!batch.writes()) return {};
    LEDGER_ASSERT(batch.events.empty() || batch.first == end());
    const Position first = end();
    TRY(rows, make_rows(batch));
    TRY(log_->append({.first = first, .count = batch.events.size(), .rows = std::move(rows)}));
    if (batch.events.empty()) return {};
    return head_.write(present());
}

Head Committer::present() { return {.size = end(), .root = edge_.frontier.root(sha256_)}; }

Result<void> Committer::publish_present() {
    TRY(head_.write(present()));
    return sync_head();
}

void Committer::answer(Batch batch) {
    for (Completion& completion : batch.completions) completion.done(std::move(completion.outcome));
}

Result<void> Committer::sync_head() {
    TRY(head_.sync());
    publisher_->publish(head_.synced());
    return {};
}

Result<std::vector<RowChange>> Committer::make_rows(const Batch& batch) {
    std::vector<RowChange> rows;
    rows.reserve(batch.rows.size() + 4 * batch.events.size() + 4);
    std::vector<TileBuilder::FullTile> tiles;
    std::size_t next = 0;
    while (next < batch.events.size()) {
        const Position frame = batch.first + next;
        std::vector<std::string> leaves;
        std::vector<SealedPayload> payloads;
        std::vector<RecordedEvent> events;
        std::size_t bytes = 0;
        for (; next < batch.events.size() && bytes < max_frame_bytes; ++next) {
            events.push_back(batch.events[next]);
            TRY(add_leaf(events.back(), leaves, payloads, tiles));
            bytes += leaves.back().size() + payloads.back().bytes.size();
        }
        rows.push_back({Family::frames, big_endian_key(frame), encode_frame(leaves)});
        rows.push_back({Family::payloads, big_endian_key(frame), encode_payload_frame(payloads)});
        for (RowChange& row : index_rows(frame, events)) rows.push_back(std::move(row));
    }
    for (TileBuilder::FullTile& tile : tiles)
        rows.push_back({Family::tiles, tile_key(tile.level, tile.index), std::move(tile.hashes)});
    if (!batch.events.empty())
        rows.push_back({Family::meta, std::string{indexed_meta_key}, big_endian_key(end())});
    for (const RowChange& row : batch.rows) rows.push_back(row);
    return rows;
}

Result<void> Committer::add_leaf(RecordedEvent& event, std::vector<std::string>& leaves,
                                 std::vector<SealedPayload>& payloads,
                                 std::vector<TileBuilder::FullTile>& tiles) {
    LEDGER_ASSERT(event.position == end() && event.payload.has_value());
    SealedPayload payload{.salt = next_salt(), .bytes = std::move(*event.payload)};
    event.payload_commitment = payload_commitment(sha256_, payload.salt, payload.bytes);
    TRY(leaf, encode_record(event));
    const Hash hash = leaf_hash(sha256_, leaf);
    edge_.frontier.append(sha256_, hash);
    edge_.tiles.append(sha256_, hash, tiles);
    leaves.push_back(std::move(leaf));
    payloads.push_back(std::move(payload));
    return {};
}

Salt Committer::next_salt() {
    Salt salt{};
    entropy_->fill(salt);
    return salt;
}

}  // namespace ledger
