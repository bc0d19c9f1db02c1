#include "engine/domains/maintenance/queries.hpp"

#include "engine/domains/maintenance/views.hpp"
#include "engine/kernel/query.hpp"

namespace ledger::maintenance {

Result<Reply> list_windows(const Request& request, const Context& context) {
    TRY(asked, parse_query<ListQuery>(request));
    TRY(window, window_of(asked, is_place));
    PageItems<WindowReply> found{window};
    TRY(scan_windows(
        context.rows(window_view), {.site_id = asked.site_id, .from = asked.from, .to = asked.to},
        [&](std::string_view place, const WindowRow& row) -> Result<void> {
            WindowReply shown = shown_at(row, context.now);
            if (asked.state && shown.state != *asked.state) return {};
            return found.add(place, [&] { return Result<WindowReply>{std::move(shown)}; });
        }));
    return page_reply<WindowsByOffset, WindowsByNumber>(asked, window, std::move(found));
}

Result<Reply> show_window(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    TRY(row, find_window(context.rows(window_view), request.path_values.at("id")));
    if (!row)
        return fail(ErrorKind::not_found, "maintenance.window_not_found",
                    "no such maintenance window");
    Reply reply{.body = json::text_of(shown_at(*row, context.now))};
    // Its state changes without an event: its tag does not vouch for it.
    reply.headers.emplace_back("Cache-Control", "no-store");
    reply.headers.emplace_back("ETag", etag_of(row->version, row->position));
    return reply;
}

}  // namespace ledger::maintenance
