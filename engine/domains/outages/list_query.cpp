// GET /api/v1/outages: filters, the three ways of paging, and exact totals.
#include "engine/domains/outages/list_request.hpp"
#include "engine/domains/outages/paging.hpp"
#include "engine/domains/outages/queries.hpp"
#include "engine/domains/outages/views.hpp"
#include "engine/kernel/encoding.hpp"
#include "engine/kernel/query.hpp"

#include <algorithm>

namespace ledger::outages {
namespace {

/// What part of the list is meant, in terms of its keys.
struct Window {
    std::int64_t limit = default_limit;
    std::int64_t offset = 0;
    std::string after;  ///< The key behind which to go on; empty: from the beginning.
};

FieldError complaint(std::string_view field, std::string_view rule, std::string_view message) {
    return {
        std::string{field}, std::string{rule}, std::string{field} + " " + std::string{message}, {}};
}

/// Parameters of two ways of paging at once, or of none.
std::vector<FieldError> contradictions(const ListQuery& asked) {
    std::vector<FieldError> errors;
    if (asked.page_size && !asked.page)
        errors.push_back(complaint("page_size", "unused", "goes with page"));
    if (asked.page && asked.limit)
        errors.push_back(complaint("limit", "unused", "does not go with page: use page_size"));
    if (asked.page && asked.offset)
        errors.push_back(complaint("offset", "unused", "does not go with page"));
    if (asked.cursor && (asked.offset || asked.page))
        errors.push_back(complaint("cursor", "unused", "goes with limit alone"));
    return errors;
}

Result<Window> window_of(const ListQuery& asked) {
    std::vector<FieldError> errors = contradictions(asked);
    Window window;
    if (asked.page) {
        window.limit = asked.page_size.value_or(default_limit);
        window.offset = (*asked.page - 1) * window.limit;
        if (window.offset > max_offset)
            errors.push_back(
                complaint("page", "range", "begins behind row 100000: narrow it by a filter"));
    } else {
        window.limit = asked.limit.value_or(default_limit);
        window.offset = asked.offset.value_or(0);
    }
    if (asked.cursor) {
        window.after = from_hex(*asked.cursor).value_or("");
        if (!is_list_key(window.after))
            errors.push_back(complaint("cursor", "cursor", "is not a next_cursor of this list"));
    }
    if (!errors.empty()) return fail(invalid_fields(std::move(errors)));
    return window;
}

bool matches(Status status, const std::optional<AskedStatus>& asked) {
    if (!asked) return true;
    switch (*asked) {
        case AskedStatus::active: return status == Status::active;
        case AskedStatus::investigating: return status == Status::investigating;
        case AskedStatus::resolved: return status == Status::resolved;
        case AskedStatus::open: return is_open(status);
        case AskedStatus::closed: return status == Status::closed;
    }
    return false;
}

bool matches(const ListRow& row, const ListQuery& asked) {
    return !row.is_deleted && matches(row.status, asked.status) &&
           (!asked.severity || row.severity == *asked.severity) &&
           (!asked.site_id || row.site_id == *asked.site_id) &&
           (!asked.site_name || row.site_name.starts_with(*asked.site_name));
}

/// Whether the view's counters know how many match.
bool is_counted(const ListQuery& asked) {
    return !asked.start_date && !asked.end_date && !asked.site_name && !asked.site_id;
}

Result<std::int64_t> counted_total(const RowReader& rows, const ListQuery& asked) {
    std::uint64_t total = 0;
    TRY(scan_counts(rows, [&](Status status, Severity severity, std::uint64_t lines) {
        if (matches(status, asked.status) && (!asked.severity || severity == *asked.severity))
            total += lines;
    }));
    return static_cast<std::int64_t>(total);
}

/// What one pass over the list finds.
struct Found {
    std::int64_t matching = 0;   ///< All that match, unless the pass ended early.
    std::int64_t reachable = 0;  ///< Of these, the ones behind the cursor.
    std::vector<json::Raw> items;
    std::string last_key;
};

/// One pass over the keys of the asked span.
class Pass {
public:
    Pass(const ListQuery& asked, const Window& window, Timestamp now)
        : asked_{asked}, window_{window}, now_{now} {}

    /// Newest first, hence from the end of the asked span to its beginning.
    Result<Found> run(const RowReader& rows) {
        std::string from =
            asked_.end_date ? list_key_prefix(*asked_.end_date) : std::string{list_prefix};
        if (is_counted(asked_)) from = std::max(from, window_.after);
        const std::string until = after_prefix(
            asked_.start_date ? list_key_prefix(*asked_.start_date) : std::string{list_prefix});
        if (from >= until) return std::move(found_);
        Result<void> result;
        TRY(rows.scan(from, until, [&](std::string_view key, std::string_view value) {
            result = visit(key, value);
            return result.has_value() && !is_done();
        }));
        TRY(std::move(result));
        return std::move(found_);
    }

private:
    Result<void> visit(std::string_view key, std::string_view value) {
        TRY(row, decode_list_row(value));
        if (!matches(row, asked_)) return {};
        ++found_.matching;
        if (key <= window_.after) return {};
        ++found_.reachable;
        if (found_.reachable <= window_.offset || is_full()) return {};
        TRY(item, item_at(row, now_));
        found_.items.push_back({std::move(item)});
        found_.last_key = key;
        return {};
    }
    bool is_full() const { return found_.items.size() == static_cast<std::size_t>(window_.limit); }
    /// One more than the page was seen, and nothing has to be counted.
    bool is_done() const {
        return is_counted(asked_) && found_.reachable > window_.offset + window_.limit;
    }

    const ListQuery& asked_;
    const Window& window_;
    Timestamp now_;
    Found found_;
};

Reply reply_by_page(const ListQuery& asked, const Window& window, std::int64_t total, Found found) {
    const Neighbours beside = neighbours(window.offset, window.limit, total);
    return {.body = json::text_of(OutagesByPage{.total = total,
                                                .limit = window.limit,
                                                .offset = window.offset,
                                                .has_next = beside.has_next,
                                                .has_previous = beside.has_previous,
                                                .next_offset = beside.next_offset,
                                                .previous_offset = beside.previous_offset,
                                                .page = *asked.page,
                                                .page_size = window.limit,
                                                .items = std::move(found.items)})};
}

Reply reply_by_offset(const ListQuery& asked, const Window& window, std::int64_t total,
                      Found found) {
    OutagesByOffset page;
    page.total = total;
    page.limit = window.limit;
    page.has_next = found.reachable > window.offset + window.limit;
    if (page.has_next) page.next_cursor = to_hex(found.last_key);
    if (asked.cursor) {
        page.has_previous = true;
    } else {
        const Neighbours beside = neighbours(window.offset, window.limit, total);
        page.offset = window.offset;
        page.has_previous = beside.has_previous;
        page.next_offset = beside.next_offset;
        page.previous_offset = beside.previous_offset;
    }
    page.outages = std::move(found.items);
    return {.body = json::text_of(page)};
}

}  // namespace

Result<Reply> list_outages(const Request& request, const Context& context) {
    TRY(asked, parse_query<ListQuery>(request));
    TRY(window, window_of(asked));
    const RowReader& rows = context.rows(list_view);
    TRY(found, (Pass{asked, window, context.now}.run(rows)));
    std::int64_t total = found.matching;
    if (is_counted(asked)) {
        TRY(counted, counted_total(rows, asked));
        total = counted;
    }
    return asked.page ? reply_by_page(asked, window, total, std::move(found))
                      : reply_by_offset(asked, window, total, std::move(found));
}

}  // namespace ledger::outages
