// GET /api/v1/audit: who did what, and when, out of the log and its own indexes.
#pragma once

#include "engine/kernel/route.hpp"
#include "http/event_json.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace ledger {

enum class AuditOrder { newest, oldest };

struct AuditQuery {
    std::optional<std::string> actor;
    std::optional<std::string> type;
    std::optional<std::string> stream;
    std::optional<std::string> category;
    std::optional<std::string> id;
    std::optional<std::string> outage;
    std::optional<Timestamp> from;
    std::optional<Timestamp> to;
    std::uint64_t from_position = 0;
    AuditOrder order = AuditOrder::newest;
    std::uint32_t limit = 100;
    std::optional<std::uint64_t> cursor;

    static constexpr auto fields() {
        using Q = AuditQuery;
        return std::tuple{
            Field{"actor", &Q::actor, "Only what this one did."}.length(1, 255),
            Field{"type", &Q::type,
                  "Only events of this type; with a dot at its end: that begin so."}
                .length(1, 255),
            Field{"stream", &Q::stream, "Only events of this stream."}.length(1, 255),
            Field{"category", &Q::category, "Only events of streams of this category."}.length(1,
                                                                                               255),
            Field{"id", &Q::id, "With `category`: only of this one's stream."}.length(1, 255),
            Field{"outage", &Q::outage, "Only events of this outage and of its SLA."}.length(1, 32),
            Field{"from", &Q::from, "Recorded then or later."},
            Field{"to", &Q::to, "Recorded then or earlier."},
            Field{"from_position", &Q::from_position, "Only events from this one on."}.or_default(),
            Field{"order", &Q::order, "Which come first; `newest` unless given."}.or_default(),
            Field{"limit", &Q::limit, "How many at most."}.range(1, 1'000).or_default(),
            Field{"cursor", &Q::cursor, "`next_cursor` of the page before."}};
    }
};

struct AuditEntry {
    Position position = 0;
    Uuid event_id;
    Timestamp recorded_at{};
    std::string actor;
    std::string type;
    std::string stream;
    StreamVersion version = 0;
    Uuid correlation_id;
    bool redacted = false;
    json::Raw payload;
    std::vector<ShownPosting> postings;

    static constexpr auto fields() {
        using E = AuditEntry;
        return std::tuple{
            Field{"position", &E::position, "Place in the log."},
            Field{"event_id", &E::event_id, "Its own id."},
            Field{"recorded_at", &E::recorded_at, "When it was decided."},
            Field{"actor", &E::actor, "Who: a pseudonym."},
            Field{"type", &E::type, "What happened."},
            Field{"stream", &E::stream, "To what: <category>-<id>."},
            Field{"version", &E::version, "Place in the stream."},
            Field{"correlation_id", &E::correlation_id, "What the chain of work is about."},
            Field{"redacted", &E::redacted, "Whether the payload was destroyed."},
            Field{"payload", &E::payload, "What happened, exactly; null when redacted."},
            Field{"postings", &E::postings, "The value that it moves."}};
    }
};

struct AuditPage {
    std::vector<AuditEntry> entries;
    bool complete = true;
    std::optional<std::uint64_t> next_cursor;
    std::uint64_t log_size = 0;

    static constexpr auto fields() {
        using P = AuditPage;
        return std::tuple{
            Field{"entries", &P::entries, "In the order that was asked for."}.items(0, 1'000),
            Field{"complete", &P::complete,
                  "Whether nothing was left to look at; else go on with `next_cursor`, even when "
                  "there are no entries."},
            Field{"next_cursor", &P::next_cursor, "Where to go on; null when complete."},
            Field{"log_size", &P::log_size, "How many events there were."}};
    }
};

Result<Reply> list_audit(const Request& request, const Context& context);

template <>
inline constexpr std::array enum_names<AuditOrder>{EnumName{AuditOrder::newest, "newest"},
                                                   EnumName{AuditOrder::oldest, "oldest"}};

}  // namespace ledger
