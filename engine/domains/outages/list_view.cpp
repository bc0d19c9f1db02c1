// The view "outage_list": "i" inverted time, id -> ListRow; "k" id -> that key; "c" status,
// severity -> how many.
#include "engine/domains/outages/views.hpp"

namespace ledger::outages {
namespace {

/// An outage found in the list.
struct Line {
    std::string key;
    Followed<OutageItem> row;
};

std::string place_key(const OutageId& id) { return "k" + id.value; }

std::string counter_key(Status status, Severity severity) {
    return {'c', static_cast<char>(status), static_cast<char>(severity)};
}

std::string encode(const Followed<OutageItem>& row) {
    const OutageItem& shown = row.shown;
    const std::string site_id = shown.site_id.value_or("");
    std::string bytes;
    put_big_endian(bytes, static_cast<std::uint8_t>(shown.status));
    put_big_endian(bytes, static_cast<std::uint8_t>(shown.severity));
    put_clock(bytes, row.clock);
    put_big_endian(bytes, static_cast<std::uint8_t>(site_id.size()));
    bytes += site_id;
    put_big_endian(bytes, static_cast<std::uint8_t>(shown.site_name.size()));
    bytes += shown.site_name;
    json::write(bytes, shown);
    return bytes;
}

Result<void> add_to_count(Rows& rows, const OutageItem& shown, std::int64_t change) {
    TRY(count, count_of(rows, shown.status, shown.severity));
    rows.put(counter_key(shown.status, shown.severity),
             big_endian_key(count + static_cast<std::uint64_t>(change)));
    return {};
}

Result<std::optional<Line>> find_line(const RowReader& rows, const OutageId& id) {
    TRY(key, rows.get(place_key(id)));
    if (!key) return std::optional<Line>{};
    TRY(value, rows.get(*key));
    if (!value) return fail(ErrorKind::corrupt, "outage_list.row", "a listed outage is missing");
    TRY(row, decode_list_row(*value));
    TRY(shown, json::parse<OutageItem>(row.item));
    return std::optional{Line{*key, {std::move(shown), row.clock}}};
}

Result<void> add_line(Rows& rows, const OutageCreated& created) {
    const auto first = first_sight<OutageItem>(created);
    const std::string key = list_key(created.detected_at, created.outage);
    rows.put(key, encode(first));
    rows.put(place_key(created.outage), key);
    return add_to_count(rows, first.shown, 1);
}

}  // namespace

Result<void> apply_to_list(Rows& rows, const RecordedEvent& event) {
    TRY(seen, seen_in(event));
    if (!seen) return {};
    if (const auto* created = std::get_if<OutageCreated>(&*seen)) return add_line(rows, *created);
    TRY(line, find_line(rows, outage_of(*seen)));
    if (!line) return {};  // Deleted, or its beginning was redacted.
    TRY(add_to_count(rows, line->row.shown, -1));
    if (std::holds_alternative<OutageDeleted>(*seen)) {
        rows.erase(line->key);
        rows.erase(place_key(line->row.shown.id));
        return {};
    }
    std::visit([&](const auto& fact) { fold(line->row, fact); }, *seen);
    rows.put(line->key, encode(line->row));
    return add_to_count(rows, line->row.shown, 1);
}

Result<ListRow> decode_list_row(std::string_view value) {
    ByteReader reader{value};
    const auto status = reader.take<std::uint8_t>();
    const auto severity = reader.take<std::uint8_t>();
    ListRow row{.status = static_cast<Status>(status),
                .severity = static_cast<Severity>(severity),
                .clock = take_clock(reader),
                .site_id = reader.take_string8(),
                .site_name = reader.take_string8(),
                .item = reader.rest()};
    if (!reader.ok() || status >= enum_names<Status>.size() ||
        severity >= enum_names<Severity>.size())
        return fail(ErrorKind::corrupt, "outage_list.row", "a row of the list is malformed");
    return row;
}

Result<std::string> item_at(const ListRow& row, Timestamp now) {
    if (row.status == Status::resolved) return std::string{row.item};
    TRY(shown, json::parse<OutageItem>(row.item));
    Followed<OutageItem> line{std::move(shown), row.clock};
    show_at(line, now);
    return json::text_of(line.shown);
}

std::string list_key_prefix(Timestamp time) {
    std::string key{list_prefix};
    put_big_endian(key, ~static_cast<std::uint64_t>(nanoseconds(time)));
    return key;
}

std::string list_key(Timestamp detected_at, const OutageId& id) {
    std::string key = list_key_prefix(detected_at);
    put_big_endian(key, static_cast<std::uint8_t>(id.value.size()));
    return key + id.value;
}

bool is_list_key(std::string_view key) {
    ByteReader reader{key};
    const bool is_item = reader.take_bytes(list_prefix.size()) == list_prefix;
    reader.take<std::uint64_t>();
    reader.take_string8();
    return is_item && reader.finished();
}

Result<std::uint64_t> count_of(const RowReader& rows, Status status, Severity severity) {
    TRY(row, rows.get(counter_key(status, severity)));
    if (!row) return std::uint64_t{0};
    ByteReader reader{*row};
    const auto count = reader.take<std::uint64_t>();
    if (!reader.finished()) return fail(ErrorKind::corrupt, "outage_list.count", "not a number");
    return count;
}

}  // namespace ledger::outages
