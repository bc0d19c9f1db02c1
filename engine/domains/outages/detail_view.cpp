// The view "outage_detail": "o" id -> DetailRow; "x" external id -> id; "t" id, 0, position -> an
// entry of a timeline that is too long for its page.
#include "engine/domains/outages/views.hpp"
#include "engine/kernel/assert.hpp"
#include "engine/ports/row_form.hpp"

#include <algorithm>
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
/// Behind the page, so that a row becomes a reply by cutting off its end.
constexpr std::size_t trailer_bytes =
    sizeof(Position) + sizeof(StreamVersion) + 1 + clock_bytes + 2 * sizeof(std::uint32_t);

/// Set in a row's last number, the length of its detail, since version 3.
constexpr std::uint32_t form_mark = 0x8000'0000;

/// Rows of versions 1 and 2 may serve until those of this one are made. The former began with a
/// position.
bool is_of_older_form(std::string_view bytes) {
    if (bytes.size() < sizeof(form_mark)) return false;
    if (bytes.starts_with('\0')) return true;
    ByteReader end{bytes.substr(bytes.size() - sizeof(form_mark))};
    return (end.take<std::uint32_t>() & form_mark) == 0;
}

Result<DetailRow> decode(std::string bytes) {
    if (is_of_older_form(bytes))
        return fail(ErrorKind::unavailable, "view.behind", "The page is being made anew.");
    const std::size_t page_bytes = bytes.size() - std::min(bytes.size(), trailer_bytes);
    ByteReader reader{std::string_view{bytes}.substr(page_bytes)};
    DetailRow row;
    row.position = reader.take<Position>();
    row.version = reader.take<StreamVersion>();
    row.is_open = reader.take<std::uint8_t>() != 0;
    row.clock = take_clock(reader);
    row.entries = reader.take<std::uint32_t>();
    row.detail_bytes = reader.take<std::uint32_t>() & ~form_mark;
    if (!reader.finished() ||
        row.detail_bytes + timeline_begin.size() + page_end.size() > page_bytes)
        return fail(ErrorKind::corrupt, "outage_detail.row", "a row is too short");
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
        put_big_endian(out, position);
        put_big_endian(out, outage.shown.version);
        put_big_endian(out, static_cast<std::uint8_t>(outage.shown.is_open ? 1 : 0));
        put_clock(out, outage.clock);
        put_big_endian(out, entries);
        put_big_endian(out, static_cast<std::uint32_t>(detail_bytes) | form_mark);
    }
    void touched_by(const RecordedEvent& event) {
        position = event.position;
        if (category_of(event.stream) == "outage") outage.shown.version = event.stream_version + 1;
    }
    bool has_later_entries() const { return timeline.size() >= max_timeline_bytes_in_page; }
};

/// An entry on the page shows `event`.
Result<void> tell(Rows& rows, Page& page, const ViewEvent& event) {
    if (page.entries == max_entries_on_page) return {};
    TRY(entry, event.as<timeline_entry>());
    LEDGER_ASSERT(entry->has_value());
    ++page.entries;
    if (page.has_later_entries()) {
        rows.put(later_key(page.outage.shown.id.value, event->position), **entry);
        return {};
    }
    if (!page.timeline.empty()) page.timeline += ',';
    page.timeline += **entry;
    return {};
}

Result<void> create_page(Rows& rows, const OutageCreated& created, const ViewEvent& event) {
    Page page{.outage = first_sight<OutageDetail>(created), .position = 0, .timeline = {}};
    page.outage.shown.created_by = event->actor;
    page.touched_by(*event);
    TRY(tell(rows, page, event));
    put_row(rows, page_key(created.outage.value), std::move(page));
    if (created.external_id) rows.put(alias_key(*created.external_id), created.outage.value);
    return {};
}

Result<void> erase_later_entries(Rows& rows, std::string_view id) {
    std::vector<std::string> keys;
    TRY(rows.scan(later_key(id, 0), last_key(id), [&](std::string_view key, std::string_view) {
        keys.emplace_back(key);
        return true;
    }));
    for (const std::string& key : keys) rows.erase(key);
    return {};
}

Result<void> erase_page(Rows& rows, const Page& page) {
    const OutageId id = page.outage.shown.id;
    if (page.outage.shown.external_id) rows.erase(alias_key(*page.outage.shown.external_id));
    if (page.has_later_entries()) TRY(erase_later_entries(rows, id.value));
    rows.erase(page_key(id.value));
    return {};
}

}  // namespace

Result<void> apply_to_detail(Rows& rows, const ViewEvent& event) {
    TRY(found, event.as<seen_in>());
    if (!*found) return {};
    const Seen& seen = **found;
    if (const auto* created = std::get_if<OutageCreated>(&seen))
        return create_page(rows, *created, event);
    TRY(page, edit_row<Page>(rows, page_key(outage_of(seen).value)));
    if (page == nullptr) return {};  // Deleted, or its beginning was redacted.
    if (std::holds_alternative<OutageDeleted>(seen)) return erase_page(rows, *page);
    std::visit([&](const auto& fact) { fold(page->outage, fact); }, seen);
    page->touched_by(*event);
    return tell(rows, *page, event);
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

Result<std::string> page_at(DetailRow row, const RowReader& rows, Timestamp now) {
    const bool goes_on = row.has_later_entries();
    std::string page;
    if (row.is_open) {
        TRY(outage, followed(row));
        show_at(outage, now);
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
