// POST /api/v1/outages/bulk-import: what a row of it is, and how it is recorded.
#pragma once

#include "engine/bulk/report.hpp"
#include "engine/domains/outages/import_row.hpp"
#include "engine/kernel/route.hpp"

namespace ledger::outages {

/// A bulk::Importer.
struct OutageImporter {
    using Row = ImportRow;
    static constexpr std::string_view rows_name = "outages";
    static constexpr std::string_view recorded_id = "outage_id";

    static std::vector<FieldError> contradictions(const Row& row);
    static std::optional<std::string> own_id(const Row& row) { return external_id_of(row); }
    static std::optional<Touch> identity(const Row& row, std::optional<Timestamp> now);
    static Result<std::string> record(Tx& tx, const Row& row);
};

using ImportReply = bulk::ReplyOf<bulk::ShownRow<OutageImporter>>;

Result<std::unique_ptr<BodyReader>> open_import(const Request& request);

}  // namespace ledger::outages
