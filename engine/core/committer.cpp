#include "engine/core/committer.hpp"

#include "engine/kernel/assert.hpp"

#include <span>
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

Result<void> Committer::commit(Batch& batch) {
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

Result<std::vector<RowChange>> Committer::make_rows(Batch& batch) {
    std::vector<RowChange> rows = std::exchange(batch.rows, {});
    rows.reserve(rows.size() + 2 * batch.events.size() + 4);
    std::vector<TileBuilder::FullTile> tiles;
    draw_salts(batch.events.size());
    std::size_t next = 0;
    while (next < batch.events.size()) {
        const std::size_t begin = next;
        const Position frame = batch.first + begin;
        std::vector<std::string> leaves;
        std::vector<SealedPayload> payloads;
        for (std::size_t bytes = 0; next < batch.events.size() && bytes < max_frame_bytes; ++next) {
            TRY(add_leaf(batch.events[next], salts_[next], leaves, payloads, tiles));
            bytes += leaves.back().size() + payloads.back().bytes.size();
        }
        const std::span events = std::span{batch.events}.subspan(begin, next - begin);
        rows.push_back({Family::frames, big_endian_key(frame), encode_frame(leaves)});
        rows.push_back({Family::payloads, big_endian_key(frame), encode_payload_frame(payloads)});
        for (RowChange& row : index_rows(frame, events)) rows.push_back(std::move(row));
    }
    for (TileBuilder::FullTile& tile : tiles)
        rows.push_back({Family::tiles, tile_key(tile.level, tile.index), std::move(tile.hashes)});
    if (!batch.events.empty())
        rows.push_back({Family::meta, std::string{indexed_meta_key}, big_endian_key(end())});
    return rows;
}

Result<void> Committer::add_leaf(RecordedEvent& event, const Salt& salt,
                                 std::vector<std::string>& leaves,
                                 std::vector<SealedPayload>& payloads,
                                 std::vector<TileBuilder::FullTile>& tiles) {
    LEDGER_ASSERT(event.position == end() && event.payload.has_value());
    SealedPayload payload{.salt = salt, .bytes = std::move(*event.payload)};
    event.payload_commitment = payload_commitment(sha256_, payload.salt, payload.bytes);
    TRY(leaf, encode_record(event));
    const Hash hash = leaf_hash(sha256_, leaf);
    edge_.frontier.append(sha256_, hash);
    edge_.tiles.append(sha256_, hash, tiles);
    leaves.push_back(std::move(leaf));
    payloads.push_back(std::move(payload));
    return {};
}

void Committer::draw_salts(std::size_t count) {
    salts_.resize(count);
    entropy_->fill({reinterpret_cast<std::uint8_t*>(salts_.data()), count * sizeof(Salt)});
}

}  // namespace ledger
