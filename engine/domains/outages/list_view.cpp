// The view "outage_list": "i" inverted time, id -> ListRow; "k" id -> that key; "c" status,
// severity -> how many.
#include "engine/domains/outages/views.hpp"
#include "engine/ports/row_form.hpp"

namespace ledger::outages {
namespace {

std::string place_key(const OutageId& id) { return "k" + id.value; }

constexpr char counter_prefix = 'c';

/// Begins each row; those of version 1, which may serve until those of this one are made, began
/// with a status.
constexpr std::uint8_t row_form = 0x82;
constexpr std::uint8_t least_row_form = 0x80;

std::string counter_key(Status status, Severity severity) {
    return {counter_prefix, static_cast<char>(status), static_cast<char>(severity)};
}

void append_row(std::string& bytes, const Followed<OutageItem>& row) {
    const OutageItem& shown = row.shown;
    const std::string site_id = shown.site_id.value_or("");
    put_big_endian(bytes, row_form);
    put_big_endian(bytes, static_cast<std::uint8_t>(shown.status));
    put_big_endian(bytes, static_cast<std::uint8_t>(shown.severity));
    put_big_endian(bytes, static_cast<std::uint8_t>(shown.deleted_at ? 1 : 0));
    put_clock(bytes, row.clock);
    put_big_endian(bytes, static_cast<std::uint8_t>(site_id.size()));
    bytes += site_id;
    put_big_endian(bytes, static_cast<std::uint8_t>(shown.site_name.size()));
    bytes += shown.site_name;
    json::write(bytes, shown);
}

/// How a line of the list is folded.
struct Line {
    Followed<OutageItem> outage;

    static Result<Line> from_bytes(std::string_view bytes) {
        TRY(row, decode_list_row(bytes));
        TRY(shown, json::parse_stored<OutageItem>(row.item));
        return Line{{std::move(shown), row.clock}};
    }
    void append_to(std::string& out) const { append_row(out, outage); }
};

/// Under which key an outage stands in the list.
struct Place {
    std::string key;

    static Result<Place> from_bytes(std::string_view bytes) { return Place{std::string{bytes}}; }
    void append_to(std::string& out) const { out += key; }
};

/// How many lines there are of one kind.
struct Count {
    std::uint64_t lines = 0;

    static Result<Count> from_bytes(std::string_view bytes) {
        ByteReader reader{bytes};
        const Count count{reader.take<std::uint64_t>()};
        if (!reader.finished())
            return fail(ErrorKind::corrupt, "outage_list.count", "not a number");
        return count;
    }
    void append_to(std::string& out) const { put_big_endian(out, lines); }
};

/// What the list is counted by.
struct Kind {
    Status status;
    Severity severity;
    bool operator==(const Kind&) const = default;
};

/// Nothing for a deleted one, which is not counted.
std::optional<Kind> kind_of(const Line& line) {
    const OutageItem& shown = line.outage.shown;
    if (shown.deleted_at) return {};
    return Kind{shown.status, shown.severity};
}

Result<void> add_to_count(Rows& rows, Kind kind, std::int64_t change) {
    const std::string key = counter_key(kind.status, kind.severity);
    TRY(known, edit_row<Count>(rows, key));
    if (known == nullptr) {
        put_row(rows, key, Count{static_cast<std::uint64_t>(change)});
    } else {
        known->lines += static_cast<std::uint64_t>(change);
    }
    return {};
}

/// Whatever number of lines of a kind there were: one less of `before`, one more of `after`.
Result<void> recount(Rows& rows, const std::optional<Kind>& before,
                     const std::optional<Kind>& after) {
    if (before == after) return {};
    if (before) TRY(add_to_count(rows, *before, -1));
    if (after) TRY(add_to_count(rows, *after, 1));
    return {};
}

/// A line stands where its time of detection puts it, also when that was corrected.
void move_line(Rows& rows, const std::string& from, Line line) {
    const OutageItem& shown = line.outage.shown;
    std::string to = list_key(shown.detected_at, shown.id);
    if (to == from) return;
    put_row(rows, place_key(shown.id), Place{to});
    put_row(rows, to, std::move(line));
    rows.erase(from);
}

Result<void> add_line(Rows& rows, const OutageCreated& created) {
    Line line{first_sight<OutageItem>(created)};
    const std::optional<Kind> kind = kind_of(line);
    std::string key = list_key(created.detected_at, created.outage);
    put_row(rows, key, std::move(line));
    put_row(rows, place_key(created.outage), Place{std::move(key)});
    return recount(rows, {}, kind);
}

}  // namespace

Result<void> apply_to_list(Rows& rows, const ViewEvent& event) {
    TRY(found, event.as<seen_in>());
    if (!*found) return {};
    const Seen& seen = **found;
    if (const auto* created = std::get_if<OutageCreated>(&seen)) return add_line(rows, *created);
    TRY(place, read_row<Place>(rows, place_key(outage_of(seen))));
    if (place == nullptr) return {};  // Its beginning was redacted.
    const std::string key = place->key;
    TRY(line, edit_row<Line>(rows, key));
    if (line == nullptr)
        return fail(ErrorKind::corrupt, "outage_list.row", "a listed outage is missing");
    const std::optional<Kind> before = kind_of(*line);
    fold_event(line->outage, seen, *event);
    TRY(recount(rows, before, kind_of(*line)));
    if (std::holds_alternative<OutageCorrected>(seen)) move_line(rows, key, *line);
    return {};
}

Result<ListRow> decode_list_row(std::string_view value) {
    ByteReader reader{value};
    if (reader.take<std::uint8_t>() < least_row_form && reader.ok())
        return fail(ErrorKind::unavailable, "view.behind", "The list is being made anew.");
    const auto status = reader.take<std::uint8_t>();
    const auto severity = reader.take<std::uint8_t>();
    const auto deleted = reader.take<std::uint8_t>();
    ListRow row{.status = static_cast<Status>(status),
                .severity = static_cast<Severity>(severity),
                .is_deleted = deleted != 0,
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
    if (row.is_deleted || !is_open(row.status)) return std::string{row.item};
    TRY(shown, json::parse_stored<OutageItem>(row.item));
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

Result<void> scan_counts(
    const RowReader& rows,
    FunctionRef<void(Status status, Severity severity, std::uint64_t lines)> visit) {
    const std::string from{counter_prefix};
    Result<void> verdict;
    TRY(rows.scan(from, after_prefix(from), [&](std::string_view key, std::string_view value) {
        const auto count = Count::from_bytes(value);
        if (!count) verdict = std::unexpected{count.error()};
        ByteReader kind{key.substr(from.size())};
        const auto status = static_cast<Status>(kind.take<std::uint8_t>());
        const auto severity = static_cast<Severity>(kind.take<std::uint8_t>());
        if (!kind.finished())
            verdict = fail(ErrorKind::corrupt, "outage_list.count", "not a kind of outage");
        if (verdict) visit(status, severity, count->lines);
        return verdict.has_value();
    }));
    return verdict;
}

}  // namespace ledger::outages
