#include "engine/domains/outages/list_order.hpp"

#include "engine/kernel/encoding.hpp"

#include <algorithm>

namespace ledger::outages {
namespace {

/// Beyond what is wanted so many are gathered before the lowest are picked.
constexpr std::uint64_t least_gathered = 512;

constexpr std::uint64_t ascending(std::int64_t value) {
    return static_cast<std::uint64_t>(value) ^ (std::uint64_t{1} << 63U);
}

std::string order_mark(ListOrder order) {
    return {static_cast<char>(order.field), static_cast<char>(order.direction)};
}

}  // namespace

ListOrder order_of(const ListFilter& filter) {
    ListOrder order;
    if (filter.sort_by) order.field = *filter.sort_by;
    if (filter.sort_field) order.field = *filter.sort_field;
    if (filter.sort_direction) order.direction = *filter.sort_direction;
    if (filter.sort_order) order.direction = *filter.sort_order;
    return order;
}

std::string to_text(const ListCursor& cursor, ListOrder order) {
    std::string bytes = order_mark(order);
    put_big_endian(bytes, cursor.number);
    if (order.field == SortField::site_name) {
        bytes += cursor.site_name;
    } else {
        put_big_endian(bytes, cursor.primary);
    }
    return to_hex(bytes);
}

std::optional<ListCursor> cursor_from_text(std::string_view text, ListOrder order) {
    const auto bytes = from_hex(text);
    if (!bytes) return std::nullopt;
    ByteReader reader{*bytes};
    if (reader.take_bytes(2) != order_mark(order)) return std::nullopt;
    ListCursor cursor;
    cursor.number = reader.take<Number>();
    if (order.field == SortField::site_name) {
        cursor.site_name = reader.rest();
        if (reader.ok()) return cursor;
    } else {
        cursor.primary = reader.take<std::uint64_t>();
        if (reader.finished()) return cursor;
    }
    return std::nullopt;
}

ListKey key_of(ListOrder order, Number number, const Facts& facts) {
    std::uint64_t primary = 0;
    switch (order.field) {
        case SortField::detected_at: primary = ascending(nanoseconds(facts.detected_at)); break;
        // The enumeration begins with the worst.
        case SortField::severity: primary = ~static_cast<std::uint64_t>(facts.severity); break;
        case SortField::status: primary = static_cast<std::uint64_t>(facts.status); break;
        case SortField::id: primary = number; break;
        case SortField::site_name: break;
    }
    return {directed(order, primary), number};
}

void LowestKeys::add(const ListKey& key) {
    if ((after_ && key <= *after_) || (worst_ && key >= *worst_)) return;
    keys_.push_back(key);
    if (keys_.size() / 2 > std::max<std::uint64_t>(wanted_, least_gathered)) cut();
}

bool LowestKeys::may_take(const ListKey& low) {
    // A late cut only lets some through that are cut off later.
    if (!worst_ || keys_.size() - wanted_ > wanted_ / 8) cut();
    return !worst_ || low < *worst_;
}

std::vector<ListKey> LowestKeys::take() {
    cut();
    std::ranges::sort(keys_);
    return std::move(keys_);
}

void LowestKeys::cut() {
    if (keys_.size() < wanted_) return;
    const auto last = keys_.begin() + static_cast<std::ptrdiff_t>(wanted_ - 1);
    std::ranges::nth_element(keys_, last);
    worst_ = *last;
    keys_.resize(wanted_);
}

}  // namespace ledger::outages
