#include "http/event_json.hpp"

#include "engine/kernel/encoding.hpp"

namespace ledger {
namespace {

struct ShownEvent {
    Position position = 0;
    std::string stream;
    StreamVersion stream_version = 0;
    std::string type;
    std::uint16_t schema_version = 0;
    Timestamp recorded_at{};
    Uuid event_id;
    Uuid correlation_id;
    Uuid causation_id;
    std::string actor;
    std::vector<ShownPosting> postings;
    json::Raw payload;
    Hash payload_commitment;
    std::optional<std::string> record;
    std::optional<std::string> salt;

    static constexpr auto fields() {
        using E = ShownEvent;
        return std::tuple{
            Field{"position", &E::position, "Place in the log: 0, 1, 2, …"},
            Field{"stream", &E::stream, "<category>-<id>."},
            Field{"stream_version", &E::stream_version, "Place in the stream: 0, 1, 2, …"},
            Field{"type", &E::type, "What happened."},
            Field{"schema_version", &E::schema_version, "Of the payload."},
            Field{"recorded_at", &E::recorded_at, "When it was decided."},
            Field{"event_id", &E::event_id, "Its own id."},
            Field{"correlation_id", &E::correlation_id, "What the chain of work is about."},
            Field{"causation_id", &E::causation_id, "What caused it."},
            Field{"actor", &E::actor, "Who: a pseudonym."},
            Field{"postings", &E::postings, "The value that it moves."},
            Field{"payload", &E::payload, "What happened, exactly; null when redacted."},
            Field{"payload_commitment", &E::payload_commitment,
                  "SHA-256(\"pc1\" ‖ salt ‖ payload)."},
            Field{"record", &E::record, "The Merkle leaf, Base64."}.omit_null(),
            Field{"salt", &E::salt, "Of the commitment, Base64."}.omit_null()};
    }
};

}  // namespace

std::vector<ShownPosting> shown_postings(const RecordedEvent& event) {
    std::vector<ShownPosting> shown;
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
