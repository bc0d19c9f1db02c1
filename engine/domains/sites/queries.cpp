#include "engine/domains/sites/queries.hpp"

#include "engine/domains/sites/views.hpp"
#include "engine/kernel/query.hpp"

#include <algorithm>

namespace ledger::sites {
namespace {

bool is_cursor(std::string_view bytes) { return !bytes.empty() && bytes.size() <= max_id_bytes; }

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Letters of ASCII in either case are one.
bool begins_with(std::string_view text, std::string_view beginning) {
    return text.size() >= beginning.size() &&
           std::ranges::equal(text.substr(0, beginning.size()), beginning, {}, folded, folded);
}

bool matches(const ListedSite& site, const ListQuery& asked) {
    return (!asked.region || site.region == *asked.region) &&
           (!asked.q || begins_with(site.site_name, *asked.q) || begins_with(site.id, *asked.q));
}

Result<Reply> list(const ListQuery& asked, const RowReader& rows) {
    TRY(window, window_of(asked, is_cursor));
    PageItems<SiteItem> found{window};
    TRY(scan_sites(rows, asked.parent_id, [&](const ListedSite& site, ReadSite read) {
        if (!matches(site, asked)) return Result<void>{};
        return found.add(site.id, [&]() -> Result<SiteItem> {
            TRY(row, read());
            return std::move(row.item);
        });
    }));
    return page_reply<SitesByOffset, SitesByNumber>(asked, window, std::move(found));
}

Result<SiteRow> find(const Request& request, const Context& context) {
    TRY(row, find_site(context.rows(site_view), request.path_values.at("id")));
    if (!row) return fail(ErrorKind::not_found, "site.not_found", "no such site");
    return std::move(*row);
}

}  // namespace

Result<Reply> list_sites(const Request& request, const Context& context) {
    TRY(asked, parse_query<ListQuery>(request));
    return list(asked, context.rows(site_view));
}

Result<Reply> list_children(const Request& request, const Context& context) {
    TRY(pages, parse_query<PageQuery>(request));
    TRY(row, find(request, context));
    ListQuery asked;
    static_cast<PageQuery&>(asked) = pages;
    asked.parent_id = row.item.site_id;
    return list(asked, context.rows(site_view));
}

Result<Reply> show_site(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    TRY(row, find(request, context));
    SiteDetail detail;
    static_cast<SiteItem&>(detail) = row.item;
    detail.retired = row.retired;
    TRY(path, ancestors_of(context.rows(site_view), row.item));
    detail.path = std::move(path);
    Reply reply{.body = json::text_of(detail)};
    // Children and path change without an event of the site: its tag vouches for neither.
    reply.headers.emplace_back("Cache-Control", "no-store");
    reply.headers.emplace_back("ETag", etag_of(row.version, row.position));
    return reply;
}

}  // namespace ledger::sites
