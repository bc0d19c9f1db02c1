// One outage of a bulk import, whatever the format that it came in.
#pragma once

#include "engine/domains/outages/outage_events.hpp"
#include "engine/domains/outages/requests.hpp"
#include "engine/kernel/error.hpp"
#include "engine/kernel/route.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ledger::outages {

/// Imported outages without an external id, by what makes two of them the same.
inline constexpr std::string_view natural_key_space = "outage.natural_key";
/// How many updates a row may have, and how long the message of one may be: with its status before
/// it, a note holds it.
inline constexpr std::size_t max_updates = 200;
inline constexpr std::size_t max_update_bytes = max_text_bytes - max_tag_bytes - 2;
/// Why the clock of an outage under maintenance stands still.
inline constexpr std::string_view maintenance_reason = "maintenance";

/// What was said about an outage while it lasted.
struct ImportedUpdate {
    Timestamp at{};
    std::optional<std::string> status;
    std::string message;

    static constexpr auto fields() {
        using U = ImportedUpdate;
        return std::tuple{
            Field{"at", &U::at, "When it was said."},
            Field{"status", &U::status, "Where it stood, in the words of whoever said it."}.length(
                1, max_tag_bytes),
            Field{"message", &U::message, "What was said."}.length(1, max_update_bytes)};
    }
};

struct ImportRow {
    std::optional<std::string> id;
    std::optional<std::string> external_id;
    std::string site_name;
    std::optional<std::string> site_id;
    Severity severity = Severity::low;
    std::optional<AskedStatus> status;
    std::string description;
    std::vector<std::string> affected_services;
    std::optional<std::int64_t> affected_subscribers;
    std::optional<Location> location;
    std::optional<double> latitude;
    std::optional<double> longitude;
    std::optional<std::string> assigned_to;
    std::optional<Timestamp> detected_at;
    std::optional<Timestamp> resolved_at;
    std::optional<std::string> root_cause;
    std::optional<std::string> resolution_notes;
    std::vector<std::string> tags;
    bool maintenance = false;
    std::optional<std::string> back_dating_reason;
    std::vector<ImportedUpdate> updates;

    static constexpr auto fields() {
        using R = ImportRow;
        return std::tuple{
            Field{"id", &R::id, "Another name for `external_id`."}.length(1, max_external_id_bytes),
            Field{"external_id", &R::external_id, "Your own number for it, unique."}.length(
                1, max_external_id_bytes),
            Field{"site_name", &R::site_name, "Where it is."}.length(1, max_site_name_bytes),
            Field{"site_id", &R::site_id, "The site's number."}.length(1, max_site_id_bytes),
            Field{"severity", &R::severity, "How bad it was."},
            Field{"status", &R::status, "`resolved` when there is a `resolved_at`, else `active`."},
            Field{"description", &R::description, "What was wrong."}.length(1, max_text_bytes),
            Field{"affected_services", &R::affected_services,
                  "What did not work; in CSV separated by `;` or `|`."}
                .length(1, max_service_bytes)
                .items(0, max_services)
                .or_default(),
            Field{"affected_subscribers", &R::affected_subscribers, "How many noticed."}.range(
                0, max_subscribers),
            Field{"location", &R::location, "Where on earth; not in CSV."},
            Field{"latitude", &R::latitude, "Degrees north; with `longitude`."}.range(-90, 90),
            Field{"longitude", &R::longitude, "Degrees east; with `latitude`."}.range(-180, 180),
            Field{"assigned_to", &R::assigned_to, "Who saw to it."}.length(1, max_user_bytes),
            Field{"detected_at", &R::detected_at, "When it began; now unless said otherwise."},
            Field{"resolved_at", &R::resolved_at, "When service was back."},
            Field{"root_cause", &R::root_cause, "Why it happened."}.length(1, max_text_bytes),
            Field{"resolution_notes", &R::resolution_notes, "What was done."}.length(
                1, max_text_bytes),
            Field{"tags", &R::tags, "Free words; in CSV separated by `;` or `|`."}
                .length(1, max_tag_bytes)
                .items(0, max_tags)
                .or_default(),
            Field{"maintenance", &R::maintenance, "Whether none of its time counts."}.or_default(),
            Field{"back_dating_reason", &R::back_dating_reason, "Why it comes late."}.length(
                1, max_reason_bytes),
            Field{"updates", &R::updates, "What was said meanwhile, as notes; not in CSV."}
                .items(0, max_updates)
                .or_default()};
    }
};

std::optional<std::string> external_id_of(const ImportRow& row);
bool is_resolved(const ImportRow& row);
OutageCreated facts_of(const ImportRow& row, Timestamp detected_at);
/// Under what an imported outage is recognised when it comes again: its external id, or what two
/// imports of one outage without it agree on.
Touch identity_of(const OutageCreated& facts);
/// What the members of a row say together and must not.
std::vector<FieldError> contradictions(const ImportRow& row);

}  // namespace ledger::outages
