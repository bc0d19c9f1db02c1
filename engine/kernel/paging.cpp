#include "engine/kernel/paging.hpp"

#include "engine/kernel/encoding.hpp"

namespace ledger {
namespace {

FieldError complaint(std::string_view field, std::string_view rule, std::string_view message) {
    return {
        std::string{field}, std::string{rule}, std::string{field} + " " + std::string{message}, {}};
}

/// Parameters of two ways of paging at once, or of none.
std::vector<FieldError> contradictions(const PageQuery& asked) {
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

}  // namespace

Result<PageWindow> window_of(const PageQuery& asked, bool (*is_key)(std::string_view bytes)) {
    std::vector<FieldError> errors = contradictions(asked);
    PageWindow window;
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
        if (!is_key(window.after))
            errors.push_back(complaint("cursor", "cursor", "is not a next_cursor of this list"));
    }
    if (!errors.empty()) return fail(invalid_fields(std::move(errors)));
    return window;
}

PageByOffset page_by_offset(const PageQuery& asked, const PageWindow& window, std::int64_t total,
                            bool go_on, std::string_view last_key) {
    PageByOffset page;
    page.total = total;
    page.limit = window.limit;
    page.has_next = go_on;
    if (page.has_next) page.next_cursor = to_hex(last_key);
    if (asked.cursor) {
        page.has_previous = true;
        return page;
    }
    const Neighbours beside = neighbours(window.offset, window.limit, total);
    page.offset = window.offset;
    page.has_previous = beside.has_previous;
    page.next_offset = beside.next_offset;
    page.previous_offset = beside.previous_offset;
    return page;
}

PageByNumber page_by_number(const PageQuery& asked, const PageWindow& window, std::int64_t total) {
    const Neighbours beside = neighbours(window.offset, window.limit, total);
    return {.total = total,
            .limit = window.limit,
            .offset = window.offset,
            .has_next = beside.has_next,
            .has_previous = beside.has_previous,
            .next_offset = beside.next_offset,
            .previous_offset = beside.previous_offset,
            .page = asked.page.value_or(1),
            .page_size = window.limit};
}

}  // namespace ledger
