// Makes batches durable: hashes leaves, extends the tree, writes everything in one commit, then
// answers (laws 1 and 2).
#pragma once

#include "engine/core/batch.hpp"
#include "engine/core/checkpoint_publisher.hpp"
#include "engine/log/head.hpp"
#include "engine/log/log_reader.hpp"
#include "engine/log/record.hpp"
#include "engine/ports/entropy.hpp"
#include "engine/ports/event_log.hpp"

#include <string>
#include <vector>

namespace ledger {

/// Key in family `meta`: up to which position `streams` and `categories` are complete.
inline constexpr std::string_view indexed_meta_key = "indexed";

/// One thread. After an error it must not be used again and the process must end: what is on disk
/// is unknown, and no caller of that batch may be answered.
class Committer {
public:
    Committer(EventLog& log, HeadFile head, CheckpointPublisher& publisher, Entropy& entropy,
              LogReader::Edge edge);

    /// Durable when it returns; takes the batch's events and rows. Does not answer: see `answer`.
    Result<void> commit(Batch& batch);
    /// Hands each outcome to its caller; only after `commit` of the same batch succeeded.
    static void answer(Batch batch);

    /// HEAD is behind what was committed.
    bool head_is_behind() const { return head_.synced().size != head_.written().size; }
    /// Syncs HEAD and publishes a checkpoint of that size (ruling 43).
    Result<void> sync_head();

    /// At start: HEAD and checkpoint for the log as it stands.
    Result<void> publish_present();

    Position end() const { return edge_.frontier.size(); }
    Head present();

private:
    /// Leaves, payload frames, index and tile rows for the batch's events.
    Result<std::vector<RowChange>> make_rows(Batch& batch);
    Result<void> add_leaf(RecordedEvent& event, const Salt& salt, std::vector<std::string>& leaves,
                          std::vector<SealedPayload>& payloads,
                          std::vector<TileBuilder::FullTile>& tiles);
    /// One call for a whole batch.
    void draw_salts(std::size_t count);

    EventLog* log_;
    HeadFile head_;
    CheckpointPublisher* publisher_;
    Entropy* entropy_;
    LogReader::Edge edge_;
    std::vector<Salt> salts_;  ///< Of the present batch.
    Sha256 sha256_;
};

}  // namespace ledger
