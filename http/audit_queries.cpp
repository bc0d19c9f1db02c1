#include "http/audit_queries.hpp"

#include "engine/kernel/query.hpp"
#include "engine/log/log_history.hpp"
#include "http/services.hpp"

#include <algorithm>
#include <ranges>

namespace ledger {
namespace {

/// A page looks at no more events than this, which takes less than the deadline of a scan.
constexpr std::size_t max_looked_at = 30'000;
/// Backwards the log is read by windows; one that holds more events is cut.
constexpr std::size_t max_in_window = 4'096;
constexpr Position first_window = 1'024;
/// The streams that tell of an outage.
constexpr std::string_view outage_categories[] = {"outage-", "sla-"};

using Events = std::vector<RecordedEvent>;

/// Positions from `begin` on, below `end`.
struct Span {
    Position begin = 0;
    Position end = 0;
};

AuditEntry entry_of(const RecordedEvent& event) {
    AuditEntry entry{.position = event.position,
                     .event_id = event.event_id,
                     .recorded_at = event.recorded_at,
                     .actor = event.actor,
                     .type = event.type,
                     .stream = event.stream,
                     .version = event.stream_version,
                     .correlation_id = event.correlation_id,
                     .redacted = !event.payload,
                     .payload = {},
                     .postings = shown_postings(event)};
    if (event.payload) entry.payload.text = *event.payload;
    return entry;
}

std::vector<std::string> streams_of(const AuditQuery& query) {
    std::vector<std::string> streams;
    if (query.stream) streams.push_back(*query.stream);
    if (query.id) streams.push_back(query.category.value_or("") + "-" + *query.id);
    if (query.outage)
        for (const std::string_view category : outage_categories)
            streams.push_back(std::string{category}.append(*query.outage));
    return streams;
}

class Audit {
public:
    Audit(const LogReader& reader, const AuditQuery& query, Span span)
        : reader_{reader}, query_{query}, span_{span}, streams_{streams_of(query)} {}

    Result<AuditPage> run() {
        if (!streams_.empty()) {
            TRY(by_streams());
        } else if (query_.order == AuditOrder::oldest) {
            TRY(forwards());
        } else {
            TRY(backwards());
        }
        return std::move(page_);
    }

private:
    bool is_full() const { return page_.entries.size() == query_.limit; }
    void stop_before(Position cursor) {
        page_.complete = false;
        page_.next_cursor = cursor;
    }
    bool passes(const RecordedEvent& event) const {
        if (event.position < span_.begin) return false;
        if (query_.actor && event.actor != *query_.actor) return false;
        if (!query_.type) return true;
        return query_.type->ends_with('.') ? event.type.starts_with(*query_.type)
                                           : event.type == *query_.type;
    }
    /// By the narrowest index that the filter allows.
    Result<void> visit(Span span, FunctionRef<bool(const RecordedEvent& event)> visit) const {
        if (query_.category) return reader_.category(*query_.category, span.begin, span.end, visit);
        return reader_.events(span.begin, span.end, visit);
    }

    Result<void> by_streams();
    Result<void> forwards();
    Result<void> backwards();
    Result<bool> window(Span span, Events& found);

    const LogReader& reader_;
    const AuditQuery& query_;
    Span span_;
    std::vector<std::string> streams_;
    AuditPage page_;
    std::size_t looked_at_ = 0;
};

/// Streams of single things are short: they are read whole.
Result<void> Audit::by_streams() {
    Events found;
    for (const std::string& stream : streams_)
        TRY(reader_.stream(stream, 0, span_.end, [&](const RecordedEvent& event) {
            if (passes(event)) found.push_back(event);
            return true;
        }));
    std::ranges::sort(found, {}, &RecordedEvent::position);
    if (query_.order == AuditOrder::newest) std::ranges::reverse(found);
    for (const RecordedEvent& event : found) {
        if (is_full()) {
            const Position last = page_.entries.back().position;
            stop_before(query_.order == AuditOrder::newest ? last : last + 1);
            break;
        }
        page_.entries.push_back(entry_of(event));
    }
    return {};
}

Result<void> Audit::forwards() {
    return visit(span_, [&](const RecordedEvent& event) {
        if (is_full() || looked_at_ == max_looked_at) {
            stop_before(event.position);
            return false;
        }
        ++looked_at_;
        if (passes(event)) page_.entries.push_back(entry_of(event));
        return true;
    });
}

/// The events of a span that pass, in order; false when there are too many to be looked at.
Result<bool> Audit::window(Span span, Events& found) {
    std::size_t seen = 0;
    found.clear();
    TRY(visit(span, [&](const RecordedEvent& event) {
        if (++seen > max_in_window) return false;
        if (passes(event)) found.push_back(event);
        return true;
    }));
    looked_at_ += seen;
    return seen <= max_in_window;
}

Result<void> Audit::backwards() {
    Events found;
    Position width = first_window;
    Position end = span_.end;
    while (end > span_.begin) {
        const Span part{std::max(span_.begin, end - std::min(end, width)), end};
        TRY(is_whole, window(part, found));
        if (!is_whole) {
            width = std::max<Position>(1, (part.end - part.begin) / 4);
            continue;
        }
        for (const RecordedEvent& event : found | std::views::reverse) {
            if (is_full()) {
                stop_before(page_.entries.back().position);
                return {};
            }
            page_.entries.push_back(entry_of(event));
        }
        end = part.begin;
        width *= 2;
        if (looked_at_ < max_looked_at || end == span_.begin) continue;
        stop_before(end);
        return {};
    }
    return {};
}

Result<void> check(const AuditQuery& query) {
    if (query.id && !query.category)
        return fail(invalid_fields({{"id", "unused", "id goes with category", {}}}));
    const int ways = (query.stream ? 1 : 0) + (query.outage ? 1 : 0) + (query.category ? 1 : 0);
    if (ways > 1)
        return fail(invalid_fields(
            {{"stream", "contradiction", "stream, category and outage exclude each other", {}}}));
    return {};
}

Result<Span> span_of(const LogReader& reader, const AuditQuery& query, Position end) {
    Span span{query.from_position, end};
    if (query.to) {
        TRY(until, recorded_until(reader, *query.to, end));
        span.end = until;
    }
    if (query.from) {
        TRY(before, recorded_until(reader, *query.from - Duration{1}, end));
        span.begin = std::max(span.begin, before);
    }
    if (!query.cursor) return span;
    if (query.order == AuditOrder::newest) {
        span.end = std::min<Position>(span.end, *query.cursor);
    } else {
        span.begin = std::max<Position>(span.begin, *query.cursor);
    }
    return span;
}

}  // namespace

Result<Reply> list_audit(const Request& request, const Context& context) {
    TRY(query, parse_query<AuditQuery>(request));
    TRY(check(query));
    const LogReader reader{services_of(context).log};
    TRY(span, span_of(reader, query, context.acknowledged));
    AuditPage page;
    if (span.begin < span.end) {
        TRY(found, (Audit{reader, query, span}.run()));
        page = std::move(found);
    }
    page.log_size = context.acknowledged;
    return Reply{.body = json::text_of(page)};
}

}  // namespace ledger
