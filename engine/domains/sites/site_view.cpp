// The view "sites": "s" id -> SiteRow; "u" id -> nothing, for each site in use; "c" parent, id ->
// nothing, for each of its children in use.
#include "engine/domains/sites/views.hpp"
#include "engine/kernel/bytes.hpp"
#include "engine/ports/stored.hpp"

namespace ledger::sites {
namespace {

using Row = Stored<SiteRow>;

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

Result<void> enter_below(Rows& rows, const SiteId& id, const std::optional<SiteId>& parent) {
    if (parent) rows.put(in_use_prefix(parent) + id.value, "");
    return count_child(rows, parent, 1);
}

Result<void> leave_from_below(Rows& rows, const SiteId& id, const std::optional<SiteId>& parent) {
    if (parent) rows.erase(in_use_prefix(parent) + id.value);
    return count_child(rows, parent, static_cast<std::uint64_t>(-1));
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
    put_row(rows, row_key(site.site_id.value), Row{std::move(row)});
    rows.put(in_use_prefix({}) + site.site_id.value, "");
    return enter_below(rows, site.site_id, site.parent_id);
}

Result<void> fold(Rows& rows, const SiteChanged& change, const RecordedEvent& event) {
    TRY(row, edit_row<Row>(rows, row_key(change.site_id.value)));
    if (row == nullptr) return {};  // Its beginning was redacted.
    touch(row->value, event);
    SiteItem& item = row->value.item;
    if (change.site_name) item.site_name = *change.site_name;
    if (change.region) item.region = change.region.value;
    if (change.location) item.location = change.location.value;
    if (!change.parent_id) return {};
    const std::optional<SiteId> before = std::exchange(item.parent_id, change.parent_id.value);
    TRY(leave_from_below(rows, change.site_id, before));
    return enter_below(rows, change.site_id, change.parent_id.value);
}

Result<void> fold(Rows& rows, const SiteRetired& site, const RecordedEvent& event) {
    TRY(row, edit_row<Row>(rows, row_key(site.site_id.value)));
    if (row == nullptr) return {};
    touch(row->value, event);
    row->value.retired = true;
    rows.erase(in_use_prefix({}) + site.site_id.value);
    const std::optional<SiteId> parent = row->value.item.parent_id;
    return leave_from_below(rows, site.site_id, parent);
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
                        FunctionRef<Result<void>(std::string_view id, ReadSite read)> visit) {
    const std::string prefix = in_use_prefix(parent);
    Result<void> verdict;
    TRY(rows.scan(prefix, after_prefix(prefix), [&](std::string_view key, std::string_view) {
        const std::string_view id = key.substr(prefix.size());
        const auto read = [&]() -> Result<SiteRow> {
            TRY(row, find_site(rows, id));
            if (row) return std::move(*row);
            return fail(ErrorKind::corrupt, "sites.row", "a listed site is missing");
        };
        verdict = visit(id, read);
        return verdict.has_value();
    }));
    return verdict;
}

}  // namespace ledger::sites
