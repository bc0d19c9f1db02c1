// An event of the log as the API shows it.
#pragma once

#include "engine/kernel/codec.hpp"
#include "engine/log/log_reader.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ledger {

struct ShownPosting {
    std::string from;
    std::string to;
    std::string asset;
    Amount amount;
    std::string amount_exact;

    static constexpr auto fields() {
        using P = ShownPosting;
        return std::tuple{Field{"from", &P::from, "Account."}, Field{"to", &P::to, "Account."},
                          Field{"asset", &P::asset, "Its code."},
                          Field{"amount", &P::amount, "More than 0."},
                          Field{"amount_exact", &P::amount_exact, "The amount as text."}};
    }
};

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

/// A page of the log; written piece by piece, because it may be large.
struct EventsPage {
    std::vector<ShownEvent> events;
    Position next_from = 0;
    std::uint64_t log_size = 0;

    static constexpr auto fields() {
        using P = EventsPage;
        return std::tuple{Field{"events", &P::events, "In the order of the log."},
                          Field{"next_from", &P::next_from, "Where to go on."},
                          Field{"log_size", &P::log_size, "Events in the log."}};
    }
};

std::vector<ShownPosting> shown_postings(const RecordedEvent& event);

/// One JSON object. The payload is the stored text itself, null when it was redacted. With `stored`
/// the members `record` and `salt` show the bytes that the Merkle tree and the commitment cover.
void append_event(std::string& out, const RecordedEvent& event, const StoredEvent* stored);

}  // namespace ledger
