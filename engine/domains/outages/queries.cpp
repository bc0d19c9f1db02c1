#include "engine/domains/outages/queries.hpp"

#include "engine/domains/outages/paging.hpp"
#include "engine/domains/outages/requests.hpp"
#include "engine/domains/outages/views.hpp"
#include "engine/kernel/query.hpp"

namespace ledger::outages {
namespace {

constexpr int not_modified = 304;

/// Whether `If-None-Match` names the tag, alone or in a list, weak or not.
bool names_tag(std::string_view if_none_match, std::string_view tag) {
    return if_none_match == "*" || if_none_match.find(tag) != if_none_match.npos;
}

Result<DetailRow> find(const Request& request, const Context& context,
                       bool include_deleted = false) {
    TRY(row, find_detail(context.rows(detail_view), request.path_values.at("id")));
    if (!row || (row->is_deleted && !include_deleted))
        return fail(ErrorKind::not_found, "outage.not_found", "no such outage");
    return std::move(*row);
}

}  // namespace

Result<Reply> show_outage(const Request& request, const Context& context) {
    TRY(asked, parse_query<PageQuery>(request));
    if (asked.as_of) return show_past_outage(request, *asked.as_of, context);
    TRY(row, find(request, context, asked.include_deleted));
    Reply reply;
    std::string etag = row.etag();
    // An open outage's remaining time changes without an event: its tag vouches for nothing.
    if (row.is_open) reply.headers.emplace_back("Cache-Control", "no-store");
    const bool is_known =
        !row.is_open && request.if_none_match && names_tag(*request.if_none_match, etag);
    reply.headers.emplace_back("ETag", std::move(etag));
    if (is_known) {
        reply.status = not_modified;
        return reply;
    }
    TRY(page, page_at(std::move(row), context.rows(detail_view), context.now));
    reply.body = std::move(page);
    return reply;
}

Result<Reply> show_timeline(const Request& request, const Context& context) {
    TRY(asked, parse_query<TimelineQuery>(request));
    TRY(row, find(request, context));
    TimelinePage page;
    page.outage_id = row.id.value;
    page.limit = asked.limit;
    page.offset = asked.offset;
    const RowReader& rows = context.rows(timeline_view);
    TRY(scan_timeline(rows, row.id, row.position, [&](std::string_view entry) {
        if (page.total >= asked.offset && page.total < asked.offset + asked.limit)
            page.timeline.push_back({std::string{entry}});
        ++page.total;
        return true;
    }));
    const Neighbours beside = neighbours(asked.offset, asked.limit, page.total);
    page.has_next = beside.has_next;
    page.has_previous = beside.has_previous;
    page.next_offset = beside.next_offset;
    page.previous_offset = beside.previous_offset;
    return Reply{.body = json::text_of(page)};
}

}  // namespace ledger::outages
