// Writes the fixture log: one commit and one frame at a time.
#include "tests/log/log_fixture.hpp"

#include "engine/kernel/assert.hpp"

namespace ledger {

RecordedEvent draft_event(const std::string& stream, std::string payload, std::size_t postings) {
    RecordedEvent event;
    event.stream = stream;
    event.type = "outage.noted";
    event.actor = "user:7";
    event.recorded_at = timestamp_of(1'768'555'800'000'000'000);
    event.payload = std::move(payload);
    for (std::size_t i = 0; i < postings; ++i)
        event.postings.push_back({.from = "pool:NGN:accrued",
                                  .to = "operator:" + std::to_string(i) + ":payable",
                                  .asset = "NGN",
                                  .amount = Amount{static_cast<std::int64_t>(i + 1)}});
    return event;
}

void LogFixture::commit(std::vector<RecordedEvent> events) {
    Commit commit{.first = log_.end(), .count = events.size(), .rows = {}};
    std::vector<std::string> leaves;
    std::vector<SealedPayload> payloads;
    std::vector<TileBuilder::FullTile> completed;
    for (RecordedEvent& event : events) {
        event.position = commit.first + leaves.size();
        event.stream_version = versions_[event.stream]++;
        event.event_id.bytes = bytes_of_seed<16>(event.position);
        payloads.push_back(
            {.salt = bytes_of_seed<salt_bytes>(event.position), .bytes = *event.payload});
        event.payload_commitment =
            payload_commitment(sha256_, payloads.back().salt, payloads.back().bytes);
        leaves.push_back(encode_record(event).value());
        hashes_.push_back(leaf_hash(sha256_, leaves.back()));
        frontier_.append(sha256_, hashes_.back());
        tiles_.append(sha256_, hashes_.back(), completed);
    }
    commit.rows = index_rows(commit.first, events);
    commit.rows.push_back({Family::frames, big_endian_key(commit.first), encode_frame(leaves)});
    commit.rows.push_back(
        {Family::payloads, big_endian_key(commit.first), encode_payload_frame(payloads)});
    for (const TileBuilder::FullTile& tile : completed)
        commit.rows.push_back({Family::tiles, tile_key(tile.level, tile.index), tile.hashes});
    LEDGER_ASSERT(log_.append(commit).has_value());
    leaves_.insert(leaves_.end(), leaves.begin(), leaves.end());
    events_.insert(events_.end(), events.begin(), events.end());
    full_tiles_.insert(full_tiles_.end(), completed.begin(), completed.end());
}

void LogFixture::commit_many(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        std::vector<RecordedEvent> events;
        for (std::size_t j = 0; j <= i % 3; ++j) {
            const std::string category = (i + j) % 3 == 0 ? "payment-" : "outage-";
            events.push_back(draft_event(category + std::to_string((i * 7 + j) % 5),
                                         "{\"n\":" + std::to_string(i) + "}", j));
        }
        commit(std::move(events));
    }
}

void LogFixture::overwrite(Family family, std::string key, std::optional<std::string> value) {
    Commit commit{.first = log_.end(), .count = 0, .rows = {}};
    commit.rows.push_back({family, std::move(key), std::move(value)});
    LEDGER_ASSERT(log_.append(commit).has_value());
}

void LogFixture::redact(Position position) {
    const auto row = log_.last_at_or_before(Family::payloads, big_endian_key(position)).value();
    auto payloads = decode_payload_frame(row->value).value();
    const Position first = ByteReader{row->key}.take<Position>();
    payloads[position - first] = {.state = SealedPayload::State::redacted, .salt = {}, .bytes = ""};
    overwrite(Family::payloads, row->key, encode_payload_frame(payloads));
    events_[position].payload.reset();
}

}  // namespace ledger
