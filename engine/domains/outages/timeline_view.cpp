// The view "outage_timeline": id, 0, position -> TimelineEntry as JSON, without its number; "k" id
// -> what is known of the outage, so that the next entry can say what it changes.
#include "engine/domains/outages/timeline_entry.hpp"
#include "engine/domains/outages/views.hpp"
#include "engine/ports/row_form.hpp"

namespace ledger::outages {
namespace {

std::string known_key(const OutageId& id) { return "k" + id.value; }

/// How what is known is folded.
struct KnownRow {
    Known known;

    static Result<KnownRow> from_bytes(std::string_view bytes) {
        TRY(known, json::parse_stored<Known>(bytes));
        return KnownRow{std::move(known)};
    }
    void append_to(std::string& out) const { json::write(out, known); }
};

/// What is known before the event, with which it has to do; made anew by a creation.
Result<Known*> known_before(Rows& rows, const Seen& seen) {
    const std::string key = known_key(outage_of(seen));
    if (std::holds_alternative<OutageCreated>(seen)) put_row(rows, key, KnownRow{});
    TRY(row, edit_row<KnownRow>(rows, key));
    return row == nullptr ? nullptr : &row->known;
}

std::string entry_key(const OutageId& id, Position position) {
    std::string key = id.value;
    key += '\0';
    put_big_endian(key, position);
    return key;
}

}  // namespace

Result<void> apply_to_timeline(Rows& rows, const ViewEvent& event) {
    TRY(found, event.as<seen_in>());
    if (!*found) return {};
    const Seen& seen = **found;
    Known* known = nullptr;
    if (teaches(seen)) {
        TRY(before, known_before(rows, seen));
        known = before;
    }
    auto changes = differences(known == nullptr ? Known{} : *known, seen);
    if (known != nullptr) learn(*known, seen);
    rows.put(entry_key(outage_of(seen), event->position),
             entry_of(seen, *event, std::move(changes)));
    return {};
}

Result<void> scan_timeline(const RowReader& rows, const OutageId& id, Position last,
                           FunctionRef<bool(std::string_view entry)> visit) {
    std::uint64_t sequence = 0;
    return rows.scan(entry_key(id, 0), entry_key(id, last + 1),
                     [&](std::string_view, std::string_view entry) {
                         return visit(numbered(entry, ++sequence));
                     });
}

}  // namespace ledger::outages
