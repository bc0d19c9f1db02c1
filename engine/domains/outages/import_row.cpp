#include "engine/domains/outages/import_row.hpp"

#include "engine/domains/outages/commands.hpp"
#include "engine/kernel/codec.hpp"

namespace ledger::outages {
namespace {

struct NaturalKey {
    std::string site_name;
    std::optional<std::string> site_id;
    Timestamp detected_at{};
    std::string description;

    static constexpr auto fields() {
        using K = NaturalKey;
        return std::tuple{Field{"site_name", &K::site_name, "Where it is."},
                          Field{"site_id", &K::site_id, "The site's number."},
                          Field{"detected_at", &K::detected_at, "When it began."},
                          Field{"description", &K::description, "What is wrong."}};
    }
};

FieldError complaint(std::string_view field, std::string_view rule, std::string_view message) {
    return {
        std::string{field}, std::string{rule}, std::string{field} + " " + std::string{message}, {}};
}

std::string natural_key(const OutageCreated& facts) {
    return json::text_of(NaturalKey{.site_name = facts.site_name,
                                    .site_id = facts.site_id,
                                    .detected_at = facts.detected_at,
                                    .description = facts.description});
}

}  // namespace

std::vector<FieldError> contradictions(const ImportRow& row) {
    std::vector<FieldError> errors;
    if (row.id && row.external_id && row.id != row.external_id)
        errors.push_back(complaint("id", "contradiction", "differs from external_id"));
    if (row.latitude.has_value() != row.longitude.has_value())
        errors.push_back(complaint(row.latitude ? "longitude" : "latitude", "required",
                                   "is required beside the other coordinate"));
    if (row.location && row.latitude)
        errors.push_back(complaint("latitude", "contradiction", "is given beside location"));
    const bool is_over = row.status == AskedStatus::resolved || row.status == AskedStatus::closed;
    if (is_over && !row.resolved_at)
        errors.push_back(complaint("resolved_at", "required", "is required for a resolved outage"));
    if (row.status && !is_over && row.resolved_at)
        errors.push_back(complaint("resolved_at", "contradiction", "goes with status resolved"));
    return errors;
}

std::optional<std::string> external_id_of(const ImportRow& row) {
    return row.external_id ? row.external_id : row.id;
}

bool is_resolved(const ImportRow& row) { return row.resolved_at.has_value(); }

OutageCreated facts_of(const ImportRow& row, Timestamp detected_at) {
    std::optional<Location> location = row.location;
    if (row.latitude && row.longitude) location = Location{*row.latitude, *row.longitude};
    return {
        .outage = {},
        .external_id = external_id_of(row),
        .site_name = row.site_name,
        .site_id = row.site_id,
        .severity = row.severity,
        .status = row.status == AskedStatus::investigating ? Status::investigating : Status::active,
        .detected_at = detected_at,
        .description = row.description,
        .affected_services = row.affected_services,
        .affected_subscribers = row.affected_subscribers,
        .location = location,
        .assigned_to = row.assigned_to,
        .tags = row.tags,
        .imported = true,
        .back_dating_reason = row.back_dating_reason,
        .dedup_key = {},
        .sites = {},
        .related_to = {}};
}

Touch identity_of(const OutageCreated& facts) {
    const bool named = facts.external_id.has_value();
    return {.stream_type = nullptr,
            .unique_space = std::string{named ? external_id_space : natural_key_space},
            .value = named ? *facts.external_id : natural_key(facts)};
}

}  // namespace ledger::outages
