#include "engine/domains/outages/export_rows.hpp"

#include "engine/domains/outages/list_rows.hpp"

#include <array>

namespace ledger::outages {
namespace {

constexpr std::string_view end_of_record = "\r\n";
constexpr std::string_view begins_formula = "=+-@\t\r";
constexpr char list_separator = ';';

using Cell = void (*)(std::string& out, const OutageItem& item);

void append_optional(std::string& out, const std::optional<std::string>& text) {
    if (text) append_text_cell(out, *text);
}

void append_list(std::string& out, const std::vector<std::string>& texts) {
    std::string list;
    for (const std::string& text : texts) {
        if (!list.empty()) list += list_separator;
        list += text;
    }
    append_text_cell(out, list);
}

struct Column {
    std::string_view name;  ///< As in an ImportRow.
    Cell append;
};

constexpr std::array columns{
    Column{"site_name",
           [](std::string& out, const OutageItem& item) { append_text_cell(out, item.site_name); }},
    Column{"site_id",
           [](std::string& out, const OutageItem& item) { append_optional(out, item.site_id); }},
    Column{"severity",
           [](std::string& out, const OutageItem& item) { out += name_of(item.severity); }},
    // A resolved one is known by its `resolved_at`.
    Column{"status",
           [](std::string& out, const OutageItem& item) {
               if (item.is_open) out += name_of(item.status);
           }},
    Column{"description", [](std::string& out,
                             const OutageItem& item) { append_text_cell(out, item.description); }},
    Column{
        "affected_services",
        [](std::string& out, const OutageItem& item) { append_list(out, item.affected_services); }},
    Column{"affected_subscribers",
           [](std::string& out, const OutageItem& item) {
               if (item.affected_subscribers) json::write(out, *item.affected_subscribers);
           }},
    Column{"latitude",
           [](std::string& out, const OutageItem& item) {
               if (item.location) json::write(out, item.location->latitude);
           }},
    Column{"longitude",
           [](std::string& out, const OutageItem& item) {
               if (item.location) json::write(out, item.location->longitude);
           }},
    Column{"assigned_to", [](std::string& out,
                             const OutageItem& item) { append_optional(out, item.assigned_to); }},
    Column{"detected_at",
           [](std::string& out, const OutageItem& item) { append_text(out, item.detected_at); }},
    Column{"resolved_at",
           [](std::string& out, const OutageItem& item) {
               if (item.resolved_at) append_text(out, *item.resolved_at);
           }},
    Column{"external_id", [](std::string& out,
                             const OutageItem& item) { append_optional(out, item.external_id); }},
    Column{"root_cause",
           [](std::string& out, const OutageItem& item) { append_optional(out, item.root_cause); }},
    Column{"resolution_notes",
           [](std::string& out, const OutageItem& item) {
               append_optional(out, item.resolution_notes);
           }},
    Column{"tags", [](std::string& out, const OutageItem& item) { append_list(out, item.tags); }}};

void append_record(std::string& out, const OutageItem& item) {
    bool is_first = true;
    for (const Column& column : columns) {
        if (!std::exchange(is_first, false)) out += ',';
        column.append(out, item);
    }
    out += end_of_record;
}

}  // namespace

void append_text_cell(std::string& out, std::string_view text) {
    if (text.empty()) return;
    const bool is_formula = begins_formula.contains(text.front());
    const bool is_quoted =
        text.find_first_of(",\"\r\n") != text.npos || text.front() == ' ' || text.back() == ' ';
    if (is_quoted) out += '"';
    if (is_formula) out += '\'';
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    if (is_quoted) out += '"';
}

void append_export_begin(std::string& out, ExportFormat format) {
    if (format == ExportFormat::json) out += '[';
    if (format != ExportFormat::csv) return;
    for (const Column& column : columns) {
        if (&column != columns.begin()) out += ',';
        out += column.name;
    }
    out += end_of_record;
}

Result<void> append_export_row(std::string& out, ExportFormat format, bool is_first,
                               std::string_view line) {
    if (format == ExportFormat::csv) {
        TRY(read, Line::from_bytes(line));
        append_record(out, read.outage.shown);
        return {};
    }
    TRY(item, stored_item(line));
    if (format == ExportFormat::json && !is_first) out += ',';
    out += item;
    if (format == ExportFormat::ndjson) out += '\n';
    return {};
}

void append_export_end(std::string& out, ExportFormat format) {
    if (format == ExportFormat::json) out += "]";
}

}  // namespace ledger::outages
