// GET /api/v1/outages: the three ways of paging, and what stands beside the items.
#include "engine/domains/outages/list_search.hpp"
#include "engine/domains/outages/paging.hpp"
#include "engine/domains/outages/queries.hpp"
#include "engine/domains/outages/views.hpp"
#include "engine/kernel/encoding.hpp"
#include "engine/kernel/query.hpp"

namespace ledger::outages {
namespace {

FieldError complaint(std::string_view field, std::string_view rule, std::string_view message) {
    return {
        std::string{field}, std::string{rule}, std::string{field} + " " + std::string{message}, {}};
}

/// Parameters of two ways of paging at once, or of none.
void add_contradictions(std::vector<FieldError>& errors, const ListQuery& asked) {
    if (asked.page_size && !asked.page)
        errors.push_back(complaint("page_size", "unused", "goes with page"));
    if (asked.page && asked.limit)
        errors.push_back(complaint("limit", "unused", "does not go with page: use page_size"));
    if (asked.page && asked.offset)
        errors.push_back(complaint("offset", "unused", "does not go with page"));
    if (asked.cursor && (asked.offset || asked.page))
        errors.push_back(complaint("cursor", "unused", "goes with limit alone"));
}

Result<ListWindow> window_of(const ListQuery& asked) {
    std::vector<FieldError> errors = contradictions(asked);
    add_contradictions(errors, asked);
    std::int64_t limit = asked.limit.value_or(default_limit);
    std::int64_t offset = asked.offset.value_or(0);
    if (asked.page) {
        limit = asked.page_size.value_or(default_limit);
        offset = (*asked.page - 1) * limit;
        if (offset > max_offset)
            errors.push_back(
                complaint("page", "range", "begins behind row 100000: narrow it by a filter"));
    }
    ListWindow window{.after = {},
                      .offset = static_cast<std::uint64_t>(offset),
                      .limit = static_cast<std::uint64_t>(limit)};
    if (asked.cursor) {
        window.after = cursor_from_text(*asked.cursor, order_of(asked));
        if (!window.after)
            errors.push_back(
                complaint("cursor", "cursor", "is not a next_cursor of this list in this order"));
    }
    if (!errors.empty()) return fail(invalid_fields(std::move(errors)));
    return window;
}

/// A page's items, and whether any of them changes by the hour.
struct Items {
    std::vector<json::Raw> items;
    bool are_live = false;
};

Result<Items> items_of(const RowReader& rows, const std::vector<Number>& numbers, Timestamp now) {
    Items page;
    page.items.resize(numbers.size());
    SpanReader windows{rows, now};
    TRY(read_lines(rows, numbers, [&](std::size_t place, std::string_view line) -> Result<void> {
        TRY(item, item_at(line, windows, now));
        page.items[place].text = std::move(item);
        page.are_live = page.are_live || is_line_live(line);
        return {};
    }));
    return page;
}

std::string page_body(const ListQuery& asked, const ListWindow& window, const FoundOutages& found,
                      Items items) {
    const auto limit = static_cast<std::int64_t>(window.limit);
    const auto offset = static_cast<std::int64_t>(window.offset);
    const auto total = static_cast<std::int64_t>(found.total);
    const Neighbours beside = neighbours(offset, limit, total);
    if (asked.page)
        return json::text_of(OutagesByPage{{.total = total,
                                            .limit = limit,
                                            .offset = offset,
                                            .has_next = beside.has_next,
                                            .has_previous = beside.has_previous,
                                            .next_offset = beside.next_offset,
                                            .previous_offset = beside.previous_offset,
                                            .page = *asked.page,
                                            .page_size = limit},
                                           std::move(items.items)});
    OutagesByOffset page;
    page.total = total;
    page.limit = limit;
    page.has_next = found.has_next;
    if (found.has_next) page.next_cursor = to_text(found.last, order_of(asked));
    page.has_previous = asked.cursor || beside.has_previous;
    if (!asked.cursor) {
        page.offset = offset;
        page.next_offset = beside.next_offset;
        page.previous_offset = beside.previous_offset;
    }
    page.outages = std::move(items.items);
    return json::text_of(page);
}

/// The request with other parameters of paging (RFC 8288).
std::string link_to(const Request& request, std::string_view name, const std::string& value) {
    std::string target = request.path + "?";
    for (const auto& [parameter, said] : request.query) {
        if (parameter == name) continue;
        target.append(percent_encode(parameter)).append("=").append(percent_encode(said));
        target += '&';
    }
    target.append(name).append("=").append(value);
    return "<" + target + R"(>; rel="next")";
}

std::string next_link(const Request& request, const ListQuery& asked, const ListWindow& window,
                      const FoundOutages& found) {
    if (asked.page) return link_to(request, "page", std::to_string(*asked.page + 1));
    if (asked.offset)
        return link_to(request, "offset", std::to_string(window.offset + window.limit));
    return link_to(request, "cursor", to_text(found.last, order_of(asked)));
}

}  // namespace

Result<Reply> list_outages(const Request& request, const Context& context) {
    TRY(asked, parse_query<ListQuery>(request));
    TRY(window, window_of(asked));
    const RowReader& rows = context.rows(list_view);
    TRY(found, find_outages(rows, asked, window));
    TRY(items, items_of(rows, found.numbers, context.now));
    Reply reply;
    // Ruling 12: what shows the time that is left vouches for nothing.
    if (items.are_live) {
        reply.headers.emplace_back("Cache-Control", "no-store");
    } else {
        reply.headers.emplace_back("ETag", "\"p" + std::to_string(context.folded) + "\"");
    }
    if (found.has_next)
        reply.headers.emplace_back("Link", next_link(request, asked, window, found));
    reply.body = page_body(asked, window, found, std::move(items));
    return reply;
}

}  // namespace ledger::outages
