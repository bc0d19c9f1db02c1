// POST /api/v1/sites/bulk-import: what a row of it is, and how it is registered.
#pragma once

#include "engine/bulk/report.hpp"
#include "engine/domains/sites/site.hpp"
#include "engine/kernel/error.hpp"
#include "engine/kernel/route.hpp"
#include "engine/kernel/time.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::sites {

struct ImportRow {
    SiteId site_id;
    std::string site_name;
    std::optional<SiteId> parent_id;
    std::optional<std::string> region;
    std::optional<std::string> state;
    std::optional<Location> location;
    std::optional<double> latitude;
    std::optional<double> longitude;

    static constexpr auto fields() {
        using R = ImportRow;
        return std::tuple{
            Field{"site_id", &R::site_id, "Your own number for it, unique."}.length(1,
                                                                                    max_id_bytes),
            Field{"site_name", &R::site_name, "What people call it."}.length(1, max_name_bytes),
            Field{"parent_id", &R::parent_id,
                  "The site that it belongs to, registered before or by a row above."}
                .length(1, max_id_bytes),
            Field{"region", &R::region, "The region, state or district."}.length(1,
                                                                                 max_region_bytes),
            Field{"state", &R::state, "Another name for `region`."}.length(1, max_region_bytes),
            Field{"location", &R::location, "Where on earth; not in CSV."},
            Field{"latitude", &R::latitude, "Degrees north; with `longitude`."}.range(-90, 90),
            Field{"longitude", &R::longitude, "Degrees east; with `latitude`."}.range(-180, 180)};
    }
};

/// A bulk::Importer.
struct SiteImporter {
    using Row = ImportRow;
    static constexpr std::string_view rows_name = "sites";
    static constexpr std::string_view recorded_id = "site_id";

    static std::vector<FieldError> contradictions(const Row& row);
    static std::optional<std::string> own_id(const Row& row) { return row.site_id.value; }
    static std::optional<Touch> identity(const Row& row);
    static Result<std::string> record(Tx& tx, const Row& row);
};

using ImportReply = bulk::ReplyOf<bulk::ShownRow<SiteImporter>>;

Result<std::unique_ptr<BodyReader>> open_import(const Request& request);

}  // namespace ledger::sites
