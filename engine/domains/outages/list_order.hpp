// The orders of the list, and where in one of them a page ends.
#pragma once

#include "engine/domains/outages/list_requests.hpp"
#include "engine/domains/outages/list_rows.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::outages {

/// The last outage of a page: whatever is added or taken away, what follows it in the order is the
/// same.
struct ListCursor {
    std::uint64_t primary = 0;  ///< What it is sorted by, as a number; unused for `site_name`.
    std::string site_name;      ///< Only when sorted by it.
    Number number = 0;
};

struct ListOrder {
    SortField field = SortField::detected_at;
    SortDirection direction = SortDirection::desc;
};
ListOrder order_of(const ListFilter& filter);

/// Text for `next_cursor`, which holds for one order.
std::string to_text(const ListCursor& cursor, ListOrder order);
/// Nothing for what was made for another order, or is no cursor at all.
std::optional<ListCursor> cursor_from_text(std::string_view text, ListOrder order);

/// Outages in the order of the list: lower ones first.
struct ListKey {
    std::uint64_t primary = 0;
    Number number = 0;
    auto operator<=>(const ListKey&) const = default;
};

/// As numbers count up.
inline std::uint64_t directed(ListOrder order, std::uint64_t primary) {
    return order.direction == SortDirection::asc ? primary : ~primary;
}
/// Not for `site_name`, whose order is that of the names.
ListKey key_of(ListOrder order, Number number, const Facts& facts);

/// Keeps as many of the lowest keys behind `after` as are wanted.
class LowestKeys {
public:
    LowestKeys(std::uint64_t wanted, std::optional<ListKey> after)
        : wanted_{wanted}, after_{after} {}

    void add(const ListKey& key);
    /// Whether keys from `low` on may still be among them.
    bool may_take(const ListKey& low);
    /// Whether keys up to `high` come before all of them.
    bool is_behind(const ListKey& high) const { return after_ && high <= *after_; }
    /// In order.
    std::vector<ListKey> take();

private:
    void cut();

    std::uint64_t wanted_;
    std::optional<ListKey> after_;
    std::optional<ListKey> worst_;
    std::vector<ListKey> keys_;
};

}  // namespace ledger::outages
