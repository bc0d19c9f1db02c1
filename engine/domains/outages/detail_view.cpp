// The view "outage_detail": "o" id -> DetailRow; "x" external id -> id.
#include "engine/domains/outages/views.hpp"
#include "engine/ports/row_form.hpp"

namespace ledger::outages {
namespace {

std::string page_key(std::string_view id) { return std::string{"o"}.append(id); }
std::string alias_key(std::string_view external_id) { return std::string{"x"}.append(external_id); }

Result<DetailRow> decode(std::string_view bytes) {
    ByteReader reader{bytes};
    DetailRow row;
    row.position = reader.take<Position>();
    row.version = reader.take<StreamVersion>();
    row.is_open = reader.take<std::uint8_t>() != 0;
    row.clock = take_clock(reader);
    row.page = reader.rest();
    if (!reader.ok()) return fail(ErrorKind::corrupt, "outage_detail.row", "a row is too short");
    return row;
}

Result<Followed<OutageDetail>> followed(const DetailRow& row) {
    TRY(shown, json::parse_stored<OutageDetail>(row.page));
    return Followed<OutageDetail>{std::move(shown), row.clock};
}

Result<std::optional<DetailRow>> find_page(const RowReader& rows, std::string_view id) {
    TRY(bytes, rows.get(page_key(id)));
    if (!bytes) return std::optional<DetailRow>{};
    TRY(row, decode(*bytes));
    row.id = OutageId{std::string{id}};
    return std::optional{std::move(row)};
}

/// How a page is folded.
struct Page {
    Followed<OutageDetail> outage;
    Position position = 0;

    static Result<Page> from_bytes(std::string_view bytes) {
        TRY(row, decode(bytes));
        TRY(outage, followed(row));
        return Page{.outage = std::move(outage), .position = row.position};
    }
    /// What `decode` reads.
    void append_to(std::string& out) const {
        put_big_endian(out, position);
        put_big_endian(out, outage.shown.version);
        put_big_endian(out, static_cast<std::uint8_t>(outage.shown.is_open ? 1 : 0));
        put_clock(out, outage.clock);
        json::write(out, outage.shown);
    }
    void touched_by(const RecordedEvent& event) {
        position = event.position;
        if (category_of(event.stream) == "outage") outage.shown.version = event.stream_version + 1;
    }
};

void create_page(Rows& rows, const OutageCreated& created, const RecordedEvent& event) {
    Page page{.outage = first_sight<OutageDetail>(created), .position = 0};
    page.outage.shown.created_by = event.actor;
    page.touched_by(event);
    put_row(rows, page_key(created.outage.value), std::move(page));
    if (created.external_id) rows.put(alias_key(*created.external_id), created.outage.value);
}

void erase_page(Rows& rows, const Page& page) {
    const OutageId id = page.outage.shown.id;
    if (page.outage.shown.external_id) rows.erase(alias_key(*page.outage.shown.external_id));
    rows.erase(page_key(id.value));
}

}  // namespace

Result<void> apply_to_detail(Rows& rows, const ViewEvent& event) {
    TRY(found, event.as<seen_in>());
    if (!*found) return {};
    const Seen& seen = **found;
    if (const auto* created = std::get_if<OutageCreated>(&seen)) {
        create_page(rows, *created, *event);
        return {};
    }
    TRY(page, edit_row<Page>(rows, page_key(outage_of(seen).value)));
    if (page == nullptr) return {};  // Deleted, or its beginning was redacted.
    if (std::holds_alternative<OutageDeleted>(seen)) {
        erase_page(rows, *page);
        return {};
    }
    std::visit([&](const auto& fact) { fold(page->outage, fact); }, seen);
    page->touched_by(*event);
    return {};
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

Result<std::string> page_at(const DetailRow& row, Timestamp now) {
    if (!row.is_open) return row.page;
    TRY(page, followed(row));
    show_at(page, now);
    return json::text_of(page.shown);
}

}  // namespace ledger::outages
