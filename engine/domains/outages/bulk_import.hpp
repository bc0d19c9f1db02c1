// POST /api/v1/outages/bulk-import: what a row of it is, and how it is recorded.
#pragma once

#include "engine/bulk/raw_row.hpp"
#include "engine/bulk/report.hpp"
#include "engine/domains/outages/import_row.hpp"
#include "engine/kernel/route.hpp"

namespace ledger::outages {

/// A bulk::Importer.
struct OutageImporter {
    using Row = ImportRow;
    static constexpr std::string_view rows_name = "outages";
    static constexpr std::string_view recorded_id = "outage_id";
    /// `shared-csv`: outages of several public sources in one table, under their own names.
    /// `github-status`: incidents of GitHub in JSON lines, with the updates that were given of
    /// each.
    static constexpr std::array presets{
        bulk::Preset{.name = "shared-csv",
                     .map = "id=external_id,source=tags",
                     .list_separator = "|",
                     .wraps_longitude = true},
        bulk::Preset{.name = "github-status",
                     .map = "id=external_id,title=description,components=affected_services,"
                            "started_at=detected_at,impact=severity,impact=maintenance",
                     .ignore = "entry_id,url,published_at,updated_at,status_sequence,"
                               "impact_window,downtime_start,downtime_end,duration_minutes,"
                               "components_confidence,components_source",
                     .set = "site_name=GitHub",
                     .map_value = "severity:none=low,severity:minor=medium,severity:major=high,"
                                  "severity:maintenance=low,maintenance:none=0,"
                                  "maintenance:minor=0,maintenance:major=0,"
                                  "maintenance:critical=0,maintenance:maintenance=1"}};

    static std::vector<FieldError> contradictions(const Row& row);
    static std::optional<std::string> own_id(const Row& row) { return external_id_of(row); }
    static std::optional<Touch> identity(const Row& row);
    static Result<std::string> record(Tx& tx, const Row& row);
};

using ImportReply = bulk::ReplyOf<bulk::ShownRow<OutageImporter>>;

Result<std::unique_ptr<BodyReader>> open_import(const Request& request);

}  // namespace ledger::outages
