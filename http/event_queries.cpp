#include "http/event_queries.hpp"

#include "engine/kernel/query.hpp"
#include "http/event_json.hpp"
#include "http/services.hpp"

#include <charconv>
#include <optional>

namespace ledger {
namespace {

/// A page ends here, however many events it was asked for; `next_from` goes on behind it.
constexpr std::size_t max_page_bytes = 8U << 20U;
/// Nor does a filter that hardly anything passes look at more than this.
constexpr std::size_t max_looked_at = 50'000;

/// What one page has gathered.
class Page {
public:
    Page(const EventsQuery& query, bool lines, Position until)
        : query_{query}, lines_{lines}, next_from_{until} {}

    /// False when the page is full.
    bool visit(const RecordedEvent& event, const StoredEvent* stored) {
        if (event.position < query_.from) return true;
        ++looked_at_;
        if (passes(event)) {
            if (count_++ > 0 && !lines_) events_ += ',';
            append_event(events_, event, stored);
            if (lines_) events_ += '\n';
        }
        if (count_ < query_.limit && looked_at_ < max_looked_at && events_.size() < max_page_bytes)
            return true;
        next_from_ = event.position + 1;
        return false;
    }
    Position next_from() const { return next_from_; }
    std::string take() { return std::move(events_); }

private:
    bool passes(const RecordedEvent& event) const {
        return (!query_.stream || event.stream == *query_.stream) &&
               (!query_.type || event.type == *query_.type) &&
               (!query_.category || category_of(event.stream) == *query_.category);
    }

    const EventsQuery& query_;
    bool lines_;
    std::string events_;
    std::size_t count_ = 0;
    std::size_t looked_at_ = 0;
    Position next_from_;
};

/// By the narrowest index that the filter allows.
Result<void> gather(const LogReader& reader, const EventsQuery& query, Position until, Page& page) {
    if (!query.stream && !query.category && query.record)
        return reader.stored(query.from, until, [&](const StoredEvent& stored) {
            return page.visit(stored.event, &stored);
        });
    Result<void> looked_up;
    const auto visit = [&](const RecordedEvent& event) {
        if (!query.record) return page.visit(event, nullptr);
        auto stored = reader.at(event.position);
        if (!stored) {
            looked_up = fail(std::move(stored).error());
            return false;
        }
        return stored->has_value() && page.visit(event, &**stored);
    };
    if (query.stream) {
        TRY(reader.stream(*query.stream, 0, until, visit));
    } else if (query.category) {
        TRY(reader.category(*query.category, query.from, until, visit));
    } else {
        TRY(reader.events(query.from, until, visit));
    }
    return looked_up;
}

std::unexpected<Error> no_such_event() {
    return fail(ErrorKind::not_found, "event.not_found", "The log has no such event.");
}

}  // namespace

Result<Position> position_of(const Request& request) {
    const std::string& text = request.path_values.at("position");
    Position position = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, problem] = std::from_chars(text.data(), end, position);
    if (problem != std::errc{} || stopped != end) return no_such_event();
    return position;
}

Result<Reply> list_events(const Request& request, const Context& context) {
    TRY(query, parse_query<EventsQuery>(request));
    const LogReader reader{services_of(context).log};
    const bool lines = request.accept.find(ndjson_type) != std::string::npos;
    const Position until = context.acknowledged;
    Page page{query, lines, std::max<Position>(query.from, until)};
    if (query.from < until) TRY(gather(reader, query, until, page));
    const std::string next_from = std::to_string(page.next_from());
    const std::string log_size = std::to_string(until);
    Reply reply{.headers = {{"X-Next-From", next_from}, {"X-Log-Size", log_size}}};
    if (lines) {
        reply.content_type = ndjson_type;
        reply.body = page.take();
        return reply;
    }
    reply.body = R"({"events":[)" + page.take() + R"(],"next_from":)" + next_from +
                 R"(,"log_size":)" + log_size + "}";
    return reply;
}

Result<Reply> show_event(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    TRY(position, position_of(request));
    if (position >= context.acknowledged) return no_such_event();
    TRY(stored, LogReader{services_of(context).log}.at(position));
    if (!stored) return no_such_event();
    Reply reply;
    if (request.accept.find(record_type) != std::string::npos) {
        reply.content_type = record_type;
        reply.body = stored->leaf;
        return reply;
    }
    append_event(reply.body, stored->event, &*stored);
    return reply;
}

}  // namespace ledger
