// The view "sites": "s" id -> SiteRow; "u" id -> name, region, for each site in use; "c" parent, id
// -> name, region, for each of its children in use.
#include "engine/domains/sites/views.hpp"
#include "engine/kernel/bytes.hpp"
#include "engine/ports/stored.hpp"

namespace ledger::sites {
namespace {

using Row = Stored<SiteRow>;

/// Added, it takes one away.
constexpr auto less_one = static_cast<std::uint64_t>(-1);

std::string row_key(std::string_view id) { return std::string{"s"}.append(id); }

/// What the keys of the sites in use begin with, their ids following: of all, or of one's children.
std::string in_use_prefix(const std::optional<SiteId>& parent) {
    if (!parent) return "u";
    std::string key{"c"};
    put_big_endian(key, static_cast<std::uint8_t>(parent->value.size()));
    return key + parent->value;
}

/// One more, or one less, child of `parent`, if there is one.
Result<void> count_child(Rows& rows, const std::optional<SiteId>& parent, std::uint64_t change) {
    if (!parent) return {};
    TRY(row, edit_row<Row>(rows, row_key(parent->value)));
    if (row != nullptr) row->value.item.children += change;
    return {};
}

/// Lists a site as it is now.
void put_in_lists(Rows& rows, const SiteItem& item) {
    std::string listed;
    put_big_endian(listed, static_cast<std::uint8_t>(item.site_name.size()));
    listed += item.site_name;
    listed += item.region.value_or("");
    rows.put(in_use_prefix({}) + item.site_id.value, listed);
    if (item.parent_id) rows.put(in_use_prefix(item.parent_id) + item.site_id.value, listed);
}

void erase_below(Rows& rows, const SiteId& id, const std::optional<SiteId>& parent) {
    if (parent) rows.erase(in_use_prefix(parent) + id.value);
}

void touch(SiteRow& row, const RecordedEvent& event) {
    row.version = event.stream_version + 1;
    row.position = event.position;
}

Result<void> fold(Rows& rows, const SiteRegistered& site, const RecordedEvent& event) {
    SiteRow row{.item = {.site_id = site.site_id,
                         .site_name = site.site_name,
                         .parent_id = site.parent_id,
                         .region = site.region,
                         .location = site.location}};
    touch(row, event);
    put_in_lists(rows, row.item);
    put_row(rows, row_key(site.site_id.value), Row{std::move(row)});
    return count_child(rows, site.parent_id, 1);
}

Result<void> fold(Rows& rows, const SiteChanged& change, const RecordedEvent& event) {
    TRY(row, edit_row<Row>(rows, row_key(change.site_id.value)));
    if (row == nullptr) return {};  // Its beginning was redacted.
    touch(row->value, event);
    SiteItem& item = row->value.item;
    if (change.site_name) item.site_name = *change.site_name;
    if (change.region) item.region = change.region.value;
    if (change.location) item.location = change.location.value;
    const std::optional<SiteId> before = item.parent_id;
    if (change.parent_id) item.parent_id = change.parent_id.value;
    const std::optional<SiteId> now = item.parent_id;
    if (before != now) erase_below(rows, change.site_id, before);
    put_in_lists(rows, item);
    if (before == now) return {};
    TRY(count_child(rows, before, less_one));
    return count_child(rows, now, 1);
}

Result<void> fold(Rows& rows, const SiteRetired& site, const RecordedEvent& event) {
    TRY(row, edit_row<Row>(rows, row_key(site.site_id.value)));
    if (row == nullptr) return {};
    touch(row->value, event);
    row->value.retired = true;
    rows.erase(in_use_prefix({}) + site.site_id.value);
    const std::optional<SiteId> parent = row->value.item.parent_id;
    erase_below(rows, site.site_id, parent);
    return count_child(rows, parent, less_one);
}

}  // namespace

Result<void> apply_to_sites(Rows& rows, const ViewEvent& event) {
    if (!event->payload) return {};  // Redacted: what it said may not be shown any more.
    TRY(decoded, (decode_event(event_types, event->type, event->schema_version, *event->payload)));
    return std::visit([&](const auto& fact) { return fold(rows, fact, *event); }, decoded);
}

Result<std::optional<SiteRow>> find_site(const RowReader& rows, std::string_view id) {
    return find<SiteRow>(rows, row_key(id));
}

Result<std::vector<Ancestor>> ancestors_of(const RowReader& rows, const SiteItem& item) {
    std::vector<Ancestor> path;
    std::optional<SiteId> next = item.parent_id;
    while (next && path.size() < max_depth) {
        TRY(row, find_site(rows, next->value));
        if (!row) break;  // Its beginning was redacted.
        path.push_back({row->item.site_id, row->item.site_name});
        next = row->item.parent_id;
    }
    return path;
}

Result<void> scan_sites(const RowReader& rows, const std::optional<SiteId>& parent,
                        FunctionRef<Result<void>(const ListedSite& site, ReadSite read)> visit) {
    const std::string prefix = in_use_prefix(parent);
    Result<void> verdict;
    TRY(rows.scan(prefix, after_prefix(prefix), [&](std::string_view key, std::string_view value) {
        ByteReader reader{value};
        ListedSite site{.id = key.substr(prefix.size()),
                        .site_name = reader.take_string8(),
                        .region = reader.rest()};
        const auto read = [&]() -> Result<SiteRow> {
            TRY(row, find_site(rows, site.id));
            if (row) return std::move(*row);
            return fail(ErrorKind::corrupt, "sites.row", "a listed site is missing");
        };
        verdict = reader.ok() ? visit(site, read)
                              : fail(ErrorKind::corrupt, "sites.listed", "a row is too short");
        return verdict.has_value();
    }));
    return verdict;
}

}  // namespace ledger::sites
