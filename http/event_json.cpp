#include "http/event_json.hpp"

#include "engine/kernel/encoding.hpp"

namespace ledger {

std::vector<ShownPosting> shown_postings(const RecordedEvent& event) {
    std::vector<ShownPosting> shown;
    shown.reserve(event.postings.size());
    for (const Posting& posting : event.postings)
        shown.push_back(
            {posting.from, posting.to, posting.asset, posting.amount, to_text(posting.amount)});
    return shown;
}

void append_event(std::string& out, const RecordedEvent& event, const StoredEvent* stored) {
    ShownEvent shown{.position = event.position,
                     .stream = event.stream,
                     .stream_version = event.stream_version,
                     .type = event.type,
                     .schema_version = event.schema_version,
                     .recorded_at = event.recorded_at,
                     .event_id = event.event_id,
                     .correlation_id = event.correlation_id,
                     .causation_id = event.causation_id,
                     .actor = event.actor,
                     .postings = {},
                     .payload = {},
                     .payload_commitment = event.payload_commitment,
                     .record = std::nullopt,
                     .salt = std::nullopt};
    if (event.payload) shown.payload.text = *event.payload;
    shown.postings = shown_postings(event);
    if (stored != nullptr) {
        shown.record = to_base64(stored->leaf);
        const Salt& salt = stored->payload.salt;
        if (stored->payload.state == SealedPayload::State::plain)
            shown.salt = to_base64({reinterpret_cast<const char*>(salt.data()), salt.size()});
    }
    json::write(out, shown);
}

}  // namespace ledger
