#include "stellar/sandbox/service/streams.hpp"

#include "stellar/sandbox/horizon/event_stream.hpp"

#include <algorithm>

namespace ledger::stellar::sandbox {
namespace {

constexpr std::string_view event_stream_type = "text/event-stream; charset=utf-8";

Problem too_many() {
    return {.type = "server_over_capacity",
            .title = "Server Over Capacity",
            .status = 503,
            .detail = "Too many streams are open; try again later."};
}

void advance(Streams::Opening& opening, const Record& record) {
    opening.page.cursor = record.token;
    if (const std::optional<Toid> toid = toid_from_text(record.token))
        opening.page.range.after = toid->number();
}

}  // namespace

OrProblem<Chunk> Streams::next_events(Opening& opening, NetworkView network) {
    network.base = opening.base;
    const auto records = records_of(network, opening.list, opening.page);
    if (!records) return std::unexpected{server_error(records.error().message)};
    Chunk chunk;
    for (const Record& record : *records) {
        chunk.bytes += record_event(record);
        advance(opening, record);
    }
    opening.page.limit -= records->size();
    chunk.is_last = opening.page.limit == 0;
    if (chunk.is_last) chunk.bytes += closing_event();
    return chunk;
}

OrProblem<Answer> Streams::open(Ticket ticket, Opening opening, const NetworkView& network,
                                Duration now) {
    if (streams_.size() >= most_streams) return std::unexpected{too_many()};
    auto events = next_events(opening, network);
    if (!events) return std::unexpected{events.error()};
    Reply head{.status = 200,
               .body = opening_event() + events->bytes,
               .content_type = std::string{event_stream_type},
               .headers = {{"Cache-Control", "no-cache"}}};
    if (events->is_last) return head;
    streams_.emplace(ticket, Open{std::move(opening), now + stream_time});
    return Stream{.ticket = ticket, .head = std::move(head)};
}

void Streams::poll(const NetworkView& network, RateLimit& limit, Duration now,
                   std::vector<Delivery>& deliveries) {
    for (auto at = streams_.begin(); at != streams_.end();) {
        auto& [ticket, stream] = *at;
        OrProblem<Chunk> events = limit.count(stream.opening.caller, now).is_allowed
                                      ? next_events(stream.opening, network)
                                      : std::unexpected{rate_limit_exceeded()};
        if (!events) events = Chunk{.bytes = error_event(events.error()), .is_last = true};
        const bool is_over = events->is_last;
        if (!events->bytes.empty())
            deliveries.push_back({.ticket = ticket, .what = std::move(*events)});
        at = is_over ? streams_.erase(at) : std::next(at);
    }
}

void Streams::expire(Duration now, std::vector<Delivery>& deliveries) {
    std::erase_if(streams_, [&](const auto& entry) {
        if (entry.second.end > now) return false;
        deliveries.push_back(
            {.ticket = entry.first, .what = Chunk{.bytes = closing_event(), .is_last = true}});
        return true;
    });
}

std::optional<Duration> Streams::next_end() const {
    std::optional<Duration> next;
    for (const auto& [ticket, stream] : streams_)
        next = next ? std::min(*next, stream.end) : stream.end;
    return next;
}

}  // namespace ledger::stellar::sandbox
