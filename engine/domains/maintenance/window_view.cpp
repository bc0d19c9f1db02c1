// The view "maintenance_windows": "w" id -> WindowRow; "t" place -> id; "s" site, place -> id. A
// place is the beginning and the id.
#include "engine/domains/maintenance/views.hpp"
#include "engine/kernel/bytes.hpp"
#include "engine/ports/stored.hpp"

#include <algorithm>

namespace ledger::maintenance {
namespace {

using Row = Stored<WindowRow>;

std::string row_key(std::string_view id) { return std::string{"w"}.append(id); }

/// Times are never before 1970, so they sort as unsigned numbers do.
std::string place_at(Timestamp from) {
    return big_endian_key(static_cast<std::uint64_t>(std::max<std::int64_t>(0, nanoseconds(from))));
}

/// Short ids come first, as their numbers do.
std::string place_of(const WindowFacts& window) {
    std::string place = place_at(window.from);
    put_big_endian(place, static_cast<std::uint8_t>(window.window.value.size()));
    return place + window.window.value;
}

/// What the keys of the order begin with: of one site's windows, or of all.
std::string order_prefix(const std::optional<SiteId>& site) {
    if (!site) return "t";
    std::string key{"s"};
    put_big_endian(key, static_cast<std::uint8_t>(site->value.size()));
    return key + site->value;
}

void put_places(Rows& rows, const WindowFacts& window) {
    rows.put(order_prefix({}) + place_of(window), window.window.value);
    rows.put(order_prefix(window.site_id) + place_of(window), window.window.value);
}

void erase_places(Rows& rows, const WindowFacts& window) {
    rows.erase(order_prefix({}) + place_of(window));
    rows.erase(order_prefix(window.site_id) + place_of(window));
}

void fold(Rows& rows, WindowRow& row, const WindowFacts& changed) {
    erase_places(rows, row.facts);
    put_places(rows, changed);
    row.facts = changed;
}

void fold(Rows&, WindowRow& row, const WindowCancelled& event) {
    row.cancelled = true;
    row.cancel_reason = event.reason;
}

Result<void> show(Rows& rows, const WindowPlanned& planned, Position position) {
    put_places(rows, planned);
    put_row(rows, row_key(planned.window.value),
            Row{{.facts = planned,
                 .cancelled = false,
                 .cancel_reason = {},
                 .version = 1,
                 .position = position}});
    return {};
}

template <class Fact>
Result<void> show(Rows& rows, const Fact& fact, Position position) {
    TRY(row, edit_row<Row>(rows, row_key(fact.window.value)));
    if (row == nullptr) return {};  // Its beginning was redacted.
    ++row->value.version;
    row->value.position = position;
    fold(rows, row->value, fact);
    return {};
}

}  // namespace

Result<void> apply_to_windows(Rows& rows, const ViewEvent& event) {
    if (!event->payload) return {};  // Redacted: what it said may not be shown any more.
    TRY(decoded, (decode_event(event_types, event->type, event->schema_version, *event->payload)));
    return std::visit([&](const auto& fact) { return show(rows, fact, event->position); }, decoded);
}

WindowReply shown_at(const WindowRow& row, Timestamp now) {
    return {.id = row.facts.window,
            .site_id = row.facts.site_id,
            .from = row.facts.from,
            .to = row.facts.to,
            .reason = row.facts.reason,
            .state = state_at(row.facts.from, row.facts.to, row.cancelled, now),
            .cancel_reason = row.cancel_reason};
}

Result<std::optional<WindowRow>> find_window(const RowReader& rows, std::string_view id) {
    return find<WindowRow>(rows, row_key(id));
}

Result<void> scan_windows(
    const RowReader& rows, const WindowSpan& span,
    FunctionRef<Result<void>(std::string_view place, const WindowRow& row)> visit) {
    const std::string prefix = order_prefix(span.site_id);
    const std::string begin =
        span.from ? prefix + place_at(*span.from - max_window_length) : prefix;
    const std::string end = after_prefix(span.to ? prefix + place_at(*span.to) : prefix);
    if (begin >= end) return {};
    Result<void> verdict;
    const auto see = [&](std::string_view place, std::string_view id) -> Result<void> {
        TRY(row, find_window(rows, id));
        if (!row)
            return fail(ErrorKind::corrupt, "maintenance_windows.row",
                        "a listed window is missing");
        if (span.from && row->facts.to <= *span.from) return {};
        return visit(place, *row);
    };
    TRY(rows.scan(begin, end, [&](std::string_view key, std::string_view id) {
        verdict = see(key.substr(prefix.size()), id);
        return verdict.has_value();
    }));
    return verdict;
}

bool is_place(std::string_view bytes) {
    ByteReader reader{bytes};
    reader.take<std::uint64_t>();
    return !reader.take_string8().empty() && reader.finished();
}

}  // namespace ledger::maintenance
