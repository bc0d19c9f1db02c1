// Pages of a list: what may be asked for, and what stands beside the items.
#pragma once

#include "engine/kernel/codec.hpp"
#include "engine/kernel/request.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ledger {

inline constexpr std::int64_t max_limit = 200;
inline constexpr std::int64_t default_limit = 50;
inline constexpr std::int64_t max_offset = 100'000;
inline constexpr std::size_t max_cursor_bytes = 200;

/// What is asked for about pages. A list's own query inherits it and joins both `fields()`.
struct PageQuery {
    std::optional<std::int64_t> limit;
    std::optional<std::int64_t> offset;
    std::optional<std::int64_t> page;
    std::optional<std::int64_t> page_size;
    std::optional<std::string> cursor;

    static constexpr auto fields() {
        using Q = PageQuery;
        return std::tuple{
            Field{"limit", &Q::limit, "How many."}.range(1, max_limit),
            Field{"offset", &Q::offset, "How many to pass over."}.range(0, max_offset),
            Field{"page", &Q::page, "1 is the first; the reply then names its list `items`."}.range(
                1, max_offset),
            Field{"page_size", &Q::page_size, "With `page`: how many."}.range(1, max_limit),
            Field{"cursor", &Q::cursor, "`next_cursor` of the page before."}.length(
                1, max_cursor_bytes)};
    }
};

/// What part of a list is meant, in terms of its keys.
struct PageWindow {
    std::int64_t limit = default_limit;
    std::int64_t offset = 0;
    std::string after;  ///< The key behind which to go on; empty: from the beginning.
};

/// 400 for parameters of two ways of paging at once, and for a cursor whose bytes are no key.
Result<PageWindow> window_of(const PageQuery& asked, bool (*is_key)(std::string_view bytes));

/// The neighbours of a page that begins at `offset`.
struct Neighbours {
    bool has_next = false;
    bool has_previous = false;
    std::optional<std::int64_t> next_offset;
    std::optional<std::int64_t> previous_offset;
};

constexpr Neighbours neighbours(std::int64_t offset, std::int64_t limit, std::int64_t total) {
    Neighbours beside{.has_next = offset + limit < total,
                      .has_previous = offset > 0,
                      .next_offset = std::nullopt,
                      .previous_offset = std::nullopt};
    if (beside.has_next) beside.next_offset = offset + limit;
    if (beside.has_previous) beside.previous_offset = offset > limit ? offset - limit : 0;
    return beside;
}

/// One pass over a list in its order: counts what matches, and keeps what is on the page.
template <class Item>
class PageItems {
public:
    explicit PageItems(const PageWindow& window) : window_{window} {}

    /// Tells of the next one that matches; `make()` gives the item, if it is on the page.
    template <class Make>
    Result<void> add(std::string_view key, Make&& make) {
        ++total_;
        if (key <= window_.after) return {};
        ++reachable_;
        const bool is_full = items_.size() == static_cast<std::size_t>(window_.limit);
        if (reachable_ <= window_.offset || is_full) return {};
        TRY(item, make());
        items_.push_back(std::move(item));
        last_key_ = key;
        return {};
    }

    std::int64_t total() const { return total_; }
    /// Whether some come behind the page.
    bool go_on() const { return reachable_ > window_.offset + window_.limit; }
    const std::string& last_key() const { return last_key_; }
    std::vector<Item> take() { return std::move(items_); }

private:
    const PageWindow& window_;
    std::int64_t total_ = 0;
    std::int64_t reachable_ = 0;  ///< Of these, the ones behind the cursor.
    std::vector<Item> items_;
    std::string last_key_;
};

/// What stands beside the items of a list asked for by `limit` and `offset`, or by `cursor`.
struct PageByOffset {
    std::int64_t total = 0;
    std::int64_t limit = 0;
    std::optional<std::int64_t> offset;
    bool has_next = false;
    bool has_previous = false;
    std::optional<std::int64_t> next_offset;
    std::optional<std::int64_t> previous_offset;
    std::optional<std::string> next_cursor;

    static constexpr auto fields() {
        using P = PageByOffset;
        return std::tuple{
            Field{"total", &P::total, "How many match."},
            Field{"limit", &P::limit, "How many a page has at most."},
            Field{"offset", &P::offset, "How many come before; null behind a cursor."},
            Field{"has_next", &P::has_next, "Whether more follow."},
            Field{"has_previous", &P::has_previous, "Whether some come before."},
            Field{"next_offset", &P::next_offset, "Null when none, or behind a cursor."},
            Field{"previous_offset", &P::previous_offset, "Null when none, or behind a cursor."},
            Field{"next_cursor", &P::next_cursor, "Where to go on; null at the end."}};
    }
};

/// What stands beside the items of a list asked for by `page`.
struct PageByNumber {
    std::int64_t total = 0;
    std::int64_t limit = 0;
    std::int64_t offset = 0;
    bool has_next = false;
    bool has_previous = false;
    std::optional<std::int64_t> next_offset;
    std::optional<std::int64_t> previous_offset;
    std::int64_t page = 1;
    std::int64_t page_size = 0;

    static constexpr auto fields() {
        using P = PageByNumber;
        return std::tuple{Field{"total", &P::total, "How many match."},
                          Field{"limit", &P::limit, "How many a page has at most."},
                          Field{"offset", &P::offset, "How many come before."},
                          Field{"has_next", &P::has_next, "Whether more follow."},
                          Field{"has_previous", &P::has_previous, "Whether some come before."},
                          Field{"next_offset", &P::next_offset, "Null when none."},
                          Field{"previous_offset", &P::previous_offset, "Null when none."},
                          Field{"page", &P::page, "1 is the first."},
                          Field{"page_size", &P::page_size, "As `limit`."}};
    }
};

/// `go_on` and `last_key` are those of the PageItems.
PageByOffset page_by_offset(const PageQuery& asked, const PageWindow& window, std::int64_t total,
                            bool go_on, std::string_view last_key);
PageByNumber page_by_number(const PageQuery& asked, const PageWindow& window, std::int64_t total);

/// The reply of a list. `ByOffset` inherits PageByOffset and says as `list` which member holds its
/// items; `ByNumber` likewise.
template <class ByOffset, class ByNumber, class Item>
Reply page_reply(const PageQuery& asked, const PageWindow& window, PageItems<Item> found) {
    const auto reply = [&](auto page) {
        page.*decltype(page)::list = found.take();
        return Reply{.body = json::text_of(page)};
    };
    if (asked.page) return reply(ByNumber{page_by_number(asked, window, found.total()), {}});
    return reply(ByOffset{
        page_by_offset(asked, window, found.total(), found.go_on(), found.last_key()), {}});
}

}  // namespace ledger
