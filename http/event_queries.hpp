// The log over HTTP, for whoever reads or checks it: events, proofs, checkpoints, tiles.
#pragma once

#include "engine/kernel/codec.hpp"
#include "engine/kernel/route.hpp"

#include <optional>
#include <string>

namespace ledger {

inline constexpr std::string_view ndjson_type = "application/x-ndjson";
inline constexpr std::string_view record_type = "application/vnd.ledger.record";
inline constexpr std::string_view plain_text_type = "text/plain; charset=utf-8";
inline constexpr std::string_view bytes_type = "application/octet-stream";

/// The query of GET /api/v1/events.
struct EventsQuery {
    std::uint64_t from = 0;
    std::uint32_t limit = 100;
    std::optional<std::string> stream;
    std::optional<std::string> type;
    std::optional<std::string> category;
    bool record = false;

    static constexpr auto fields() {
        using Q = EventsQuery;
        return std::tuple{
            Field{"from", &Q::from, "The first position to look at."}.or_default(),
            Field{"limit", &Q::limit, "How many at most."}.range(1, 10'000).or_default(),
            Field{"stream", &Q::stream, "Only events of this stream."},
            Field{"type", &Q::type, "Only events of this type."},
            Field{"category", &Q::category, "Only events of streams of this category."},
            Field{"record", &Q::record, "With the bytes of the Merkle leaf."}.or_default()};
    }
};

Result<Reply> list_events(const Request& request, const Context& context);
Result<Reply> show_event(const Request& request, const Context& context);

Result<Reply> prove_event(const Request& request, const Context& context);
Result<Reply> show_checkpoint(const Request& request, const Context& context);
Result<Reply> show_verifier_key(const Request& request, const Context& context);
Result<Reply> show_tile(const Request& request, const Context& context);
Result<Reply> prove_consistency(const Request& request, const Context& context);

/// A position out of a path: 404 for what is none, for there is no such event.
Result<Position> position_of(const Request& request);

}  // namespace ledger
