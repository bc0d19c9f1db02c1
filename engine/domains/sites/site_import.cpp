#include "engine/domains/sites/site_import.hpp"

#include "engine/bulk/import.hpp"
#include "engine/core/tx.hpp"
#include "engine/domains/sites/commands.hpp"

namespace ledger::sites {
namespace {

SiteRegistered facts_of(const ImportRow& row) {
    SiteRegistered facts{.site_id = row.site_id,
                         .site_name = row.site_name,
                         .parent_id = row.parent_id,
                         .region = row.region ? row.region : row.state,
                         .location = row.location};
    if (row.latitude && row.longitude) facts.location = Location{*row.latitude, *row.longitude};
    return facts;
}

}  // namespace

std::vector<FieldError> SiteImporter::contradictions(const Row& row) {
    std::vector<FieldError> errors = complaints_about(row.site_id);
    const auto complain = [&](std::string field, std::string rule, std::string_view message) {
        std::string text = field + " " + std::string{message};
        errors.push_back({std::move(field), std::move(rule), std::move(text), {}});
    };
    if (row.region && row.state && row.region != row.state)
        complain("state", "contradiction", "differs from region");
    if (row.latitude.has_value() != row.longitude.has_value())
        complain(row.latitude ? "longitude" : "latitude", "required",
                 "is required beside the other coordinate");
    if (row.location && row.latitude)
        complain("latitude", "contradiction", "is given beside location");
    return errors;
}

std::optional<Touch> SiteImporter::identity(const Row& row) {
    return Touch{.stream_type = nullptr,
                 .unique_space = std::string{site_id_space},
                 .value = row.site_id.value};
}

Result<std::string> SiteImporter::record(Tx& tx, const Row& row) {
    TRY(register_site(tx, facts_of(row)));
    return row.site_id.value;
}

Result<std::unique_ptr<BodyReader>> open_import(const Request& request) {
    return bulk::open_import<SiteImporter>(request);
}

}  // namespace ledger::sites
