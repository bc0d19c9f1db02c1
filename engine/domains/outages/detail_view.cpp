// The view "outage_detail": "o" id -> DetailRow; "x" external id -> id; "t" id, 0, position -> an
// entry of a timeline that is too long for its page; planned maintenance as in span_rows.hpp.
#include "engine/core/aggregate.hpp"
#include "engine/domains/outages/decider.hpp"
#include "engine/domains/outages/planned_windows.hpp"
#include "engine/domains/outages/timeline_entry.hpp"
#include "engine/domains/outages/views.hpp"
#include "engine/ports/row_form.hpp"
#include "engine/ports/span_rows.hpp"

#include <limits>
#include <utility>
#include <vector>

namespace ledger::outages {
namespace {

std::string page_key(std::string_view id) { return std::string{"o"}.append(id); }
std::string alias_key(std::string_view external_id) { return std::string{"x"}.append(external_id); }

/// Entries that have no room in the page itself.
std::string later_key(std::string_view id, Position position) {
    std::string key = std::string{"t"}.append(id);
    key += '\0';
    put_big_endian(key, position);
    return key;
}
std::string last_key(std::string_view id) {
    return later_key(id, std::numeric_limits<Position>::max());
}

constexpr std::string_view timeline_begin = R"(,"timeline":[)";
constexpr std::string_view page_end = "]}";
/// Ends each row; of the form before, whose rows may serve until those of this one are made, a row
/// ended with a number that is never so large.
constexpr std::uint32_t row_form = 0x4F443303;
/// Behind the page, so that a row becomes a reply by cutting off its end; before it, the clock.
constexpr std::size_t trailer_bytes =
    sizeof(Position) + sizeof(StreamVersion) + 1 + 4 * sizeof(std::uint32_t);
constexpr unsigned is_open_flag = 1;
constexpr unsigned is_deleted_flag = 2;

/// Rows of version 1 began with a position.
bool is_of_older_form(std::string_view bytes) {
    if (bytes.starts_with('\0')) return true;
    if (bytes.size() < trailer_bytes) return false;
    ByteReader reader{bytes.substr(bytes.size() - sizeof(row_form))};
    return reader.take<std::uint32_t>() != row_form;
}

Error malformed_row() {
    return {
        .kind = ErrorKind::corrupt, .code = "outage_detail.row", .message = "a row is too short"};
}

Result<DetailRow> decode(std::string bytes) {
    if (is_of_older_form(bytes))
        return fail(ErrorKind::unavailable, "view.behind", "The page is being made anew.");
    if (bytes.size() < trailer_bytes) return fail(malformed_row());
    const std::string_view all = bytes;
    ByteReader reader{all.substr(all.size() - trailer_bytes)};
    DetailRow row;
    row.position = reader.take<Position>();
    row.version = reader.take<StreamVersion>();
    const unsigned flags = reader.take<std::uint8_t>();
    row.is_open = (flags & is_open_flag) != 0;
    row.is_deleted = (flags & is_deleted_flag) != 0;
    row.entries = reader.take<std::uint32_t>();
    row.detail_bytes = reader.take<std::uint32_t>();
    const std::size_t page_bytes = reader.take<std::uint32_t>();
    if (page_bytes + trailer_bytes > all.size() ||
        row.detail_bytes + timeline_begin.size() + page_end.size() > page_bytes)
        return fail(malformed_row());
    ByteReader clock{all.substr(page_bytes, all.size() - trailer_bytes - page_bytes)};
    row.clock = take_clock(clock);
    if (!clock.finished()) return fail(malformed_row());
    bytes.resize(page_bytes);
    row.page = std::move(bytes);
    return row;
}

Result<Followed<OutageDetail>> followed(const DetailRow& row) {
    const std::string detail = row.page.substr(0, row.detail_bytes) + '}';
    TRY(shown, json::parse_stored<OutageDetail>(detail));
    return Followed<OutageDetail>{std::move(shown), row.clock};
}

Result<std::optional<DetailRow>> find_page(const RowReader& rows, std::string_view id) {
    TRY(bytes, rows.get(page_key(id)));
    if (!bytes) return std::optional<DetailRow>{};
    TRY(row, decode(*std::move(bytes)));
    row.id = OutageId{std::string{id}};
    return std::optional{std::move(row)};
}

/// How a page is folded.
struct Page {
    Followed<OutageDetail> outage;
    Position position = 0;
    std::string timeline;  ///< As DetailRow::timeline.
    std::uint32_t entries = 0;

    static Result<Page> from_bytes(std::string_view bytes) {
        TRY(row, decode(std::string{bytes}));
        TRY(outage, followed(row));
        return Page{.outage = std::move(outage),
                    .position = row.position,
                    .timeline = std::string{row.timeline()},
                    .entries = row.entries};
    }
    /// What `decode` reads.
    void append_to(std::string& out) const {
        const std::size_t begin = out.size();
        json::write(out, outage.shown);
        out.pop_back();
        const std::size_t detail_bytes = out.size() - begin;
        out.append(timeline_begin).append(timeline).append(page_end);
        const std::size_t page_bytes = out.size() - begin;
        put_clock(out, outage.clock);
        put_big_endian(out, position);
        put_big_endian(out, outage.shown.version);
        const unsigned flags = (outage.shown.is_open ? is_open_flag : 0U) |
                               (outage.shown.deleted_at ? is_deleted_flag : 0U);
        put_big_endian(out, static_cast<std::uint8_t>(flags));
        put_big_endian(out, entries);
        put_big_endian(out, static_cast<std::uint32_t>(detail_bytes));
        put_big_endian(out, static_cast<std::uint32_t>(page_bytes));
        put_big_endian(out, row_form);
    }
    void touched_by(const RecordedEvent& event) {
        position = event.position;
        if (event.stream == stream_name<Outage>(outage.shown.id.value))
            outage.shown.version = event.stream_version + 1;
    }
    bool has_later_entries() const { return timeline.size() >= max_timeline_bytes_in_page; }
};

/// What the event changes, seen from the page as it was before.
std::optional<std::vector<FieldChange>> differences_on(const Page& page, const Seen& seen) {
    return differences(leaves_out_before(seen) ? known_of(page.outage.shown) : Known{}, seen);
}

/// An entry on the page shows the event.
void tell(Rows& rows, Page& page, const std::string& entry, Position position) {
    if (page.entries == max_entries_on_page) return;
    ++page.entries;
    std::string text = numbered(entry, page.entries);
    if (page.has_later_entries()) {
        rows.put(later_key(page.outage.shown.id.value, position), text);
        return;
    }
    if (!page.timeline.empty()) page.timeline += ',';
    page.timeline += text;
}

/// The other outage's page names this one as well.
Result<void> relate_other(Rows& rows, std::string_view other, const OutageId& id,
                          const ViewEvent& event) {
    TRY(page, edit_row<Page>(rows, page_key(other)));
    if (page == nullptr) return {};  // Its beginning was redacted.
    relate(page->outage.shown, id.value);
    page->touched_by(*event);
    return {};
}

Result<void> create_page(Rows& rows, const OutageCreated& created, const Seen& seen,
                         const ViewEvent& event) {
    Page page{.outage = first_sight<OutageDetail>(created), .position = 0, .timeline = {}};
    page.outage.shown.created_by = event->actor;
    page.touched_by(*event);
    tell(rows, page, entry_of(seen, *event, {}), event->position);
    put_row(rows, page_key(created.outage.value), std::move(page));
    if (created.external_id) rows.put(alias_key(*created.external_id), created.outage.value);
    if (created.related_to) return relate_other(rows, *created.related_to, created.outage, event);
    return {};
}

}  // namespace

Result<void> apply_to_detail(Rows& rows, const ViewEvent& event) {
    TRY(found, event.as<seen_in>());
    if (!*found) return fold_window(rows, event);
    const Seen& seen = **found;
    if (const auto* created = std::get_if<OutageCreated>(&seen))
        return create_page(rows, *created, seen, event);
    TRY(page, edit_row<Page>(rows, page_key(outage_of(seen).value)));
    if (page == nullptr) return {};  // Its beginning was redacted.
    std::string entry = entry_of(seen, *event, differences_on(*page, seen));
    fold_event(page->outage, seen, *event);
    page->touched_by(*event);
    tell(rows, *page, entry, event->position);
    if (const auto* related = std::get_if<OutageRelated>(&seen))
        return relate_other(rows, related->to, related->outage, event);
    return {};
}

std::string_view DetailRow::timeline() const {
    const std::size_t begin = detail_bytes + timeline_begin.size();
    return std::string_view{page}.substr(begin, page.size() - page_end.size() - begin);
}

bool DetailRow::has_later_entries() const {
    return timeline().size() >= max_timeline_bytes_in_page;
}

std::string DetailRow::etag() const {
    return "\"v" + std::to_string(version) + ".p" + std::to_string(position) + "\"";
}

Result<std::optional<DetailRow>> find_detail(const RowReader& rows, std::string_view id) {
    TRY(given, find_page(rows, id));
    if (given) return std::move(given);
    TRY(alias, rows.get(alias_key(id)));
    if (!alias) return std::optional<DetailRow>{};
    return find_page(rows, *alias);
}

Result<std::vector<std::string>> sites_of(const DetailRow& row) {
    TRY(outage, followed(row));
    return std::move(outage.shown.sites);
}

Result<std::string> page_at(DetailRow row, const RowReader& rows, Timestamp now) {
    const bool goes_on = row.has_later_entries();
    std::string page;
    if (row.is_open) {
        TRY(outage, followed(row));
        TRY(windows, (SpanReader{rows, now}.after(outage.clock.began, outage.shown.sites)));
        show_at(outage, windows, now);
        page = json::text_of(outage.shown);
        page.pop_back();
        page.append(row.page, row.detail_bytes);
    } else {
        page = std::move(row.page);
    }
    if (!goes_on) return page;
    page.resize(page.size() - page_end.size());
    TRY(rows.scan(later_key(row.id.value, 0), last_key(row.id.value),
                  [&](std::string_view, std::string_view entry) {
                      page.append(",").append(entry);
                      return true;
                  }));
    page += page_end;
    return page;
}

}  // namespace ledger::outages
