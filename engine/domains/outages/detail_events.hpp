// What is said about an outage: that it is there, its details, who sees to it, notes. Facts: past
// tense, self-contained, never edited once released.
#pragma once

#include "engine/domains/outages/outage.hpp"
#include "engine/kernel/event_table.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ledger::outages {

struct OutageCreated {
    static constexpr EventMeta meta{"outage.created", 2, "An outage was recorded."};
    OutageId outage;
    std::optional<std::string> external_id;
    std::string site_name;
    std::optional<std::string> site_id;
    Severity severity = Severity::low;
    Status status = Status::active;
    Timestamp detected_at{};
    std::string description;
    std::vector<std::string> affected_services;
    std::optional<std::int64_t> affected_subscribers;
    std::optional<Location> location;
    std::optional<std::string> assigned_to;
    std::vector<std::string> tags;
    bool imported = false;
    std::optional<std::string> back_dating_reason;
    std::optional<std::string> dedup_key;
    std::vector<std::string> sites;
    std::optional<std::string> related_to;

    static constexpr auto fields() {
        using E = OutageCreated;
        return std::tuple{
            Field{"outage", &E::outage, "The outage."}.length(1, max_id_bytes),
            Field{"external_id", &E::external_id, "The client's own number for it."}.length(
                1, max_external_id_bytes),
            Field{"site_name", &E::site_name, "Where it is."}.length(1, max_site_name_bytes),
            Field{"site_id", &E::site_id, "The site's number."}.length(1, max_site_id_bytes),
            Field{"severity", &E::severity, "How bad it is."},
            Field{"status", &E::status, "`active` or `investigating`."},
            Field{"detected_at", &E::detected_at, "When it began, as far as is known."},
            Field{"description", &E::description, "What is wrong."}.length(1, max_text_bytes),
            Field{"affected_services", &E::affected_services, "What does not work."}
                .length(1, max_service_bytes)
                .items(0, max_services),
            Field{"affected_subscribers", &E::affected_subscribers, "How many notice."}.range(
                0, max_subscribers),
            Field{"location", &E::location, "Where on earth."},
            Field{"assigned_to", &E::assigned_to, "Who sees to it."}.length(1, max_user_bytes),
            Field{"tags", &E::tags, "Free words."}.length(1, max_tag_bytes).items(0, max_tags),
            Field{"imported", &E::imported, "Whether it came in a bulk import."},
            Field{"back_dating_reason", &E::back_dating_reason,
                  "Why it was recorded more than a day late."}
                .length(1, max_reason_bytes),
            Field{"dedup_key", &E::dedup_key, "One key, one open outage."}.length(
                1, max_dedup_key_bytes),
            Field{"sites", &E::sites, "Its site and the sites which that belongs to."}
                .length(1, max_site_id_bytes)
                .items(0, max_sites),
            Field{"related_to", &E::related_to, "An outage that it has to do with."}.length(
                1, max_id_bytes)};
    }
    bool operator==(const OutageCreated&) const = default;
};

/// Only what changed is there; an empty list is a value.
struct OutageUpdated {
    static constexpr EventMeta meta{"outage.updated", 2, "Details of an outage were changed."};
    OutageId outage;
    std::optional<std::string> site_name;
    std::optional<std::string> site_id;
    std::optional<std::string> description;
    std::optional<std::vector<std::string>> affected_services;
    std::optional<std::int64_t> affected_subscribers;
    std::optional<Location> location;
    std::optional<std::string> root_cause;
    std::optional<std::string> resolution_notes;
    std::optional<std::vector<std::string>> tags;
    std::optional<std::vector<std::string>> sites;

    static constexpr auto fields() {
        using E = OutageUpdated;
        return std::tuple{
            Field{"outage", &E::outage, "The outage."}.length(1, max_id_bytes),
            Field{"site_name", &E::site_name, "Where it is."}
                .length(1, max_site_name_bytes)
                .omit_null(),
            Field{"site_id", &E::site_id, "The site's number."}
                .length(1, max_site_id_bytes)
                .omit_null(),
            Field{"description", &E::description, "What is wrong."}
                .length(1, max_text_bytes)
                .omit_null(),
            Field{"affected_services", &E::affected_services, "What does not work."}
                .length(1, max_service_bytes)
                .items(0, max_services)
                .omit_null(),
            Field{"affected_subscribers", &E::affected_subscribers, "How many notice."}
                .range(0, max_subscribers)
                .omit_null(),
            Field{"location", &E::location, "Where on earth."}.omit_null(),
            Field{"root_cause", &E::root_cause, "Why it happened."}
                .length(1, max_text_bytes)
                .omit_null(),
            Field{"resolution_notes", &E::resolution_notes, "What was done."}
                .length(1, max_text_bytes)
                .omit_null(),
            Field{"tags", &E::tags, "Free words."}
                .length(1, max_tag_bytes)
                .items(0, max_tags)
                .omit_null(),
            Field{"sites", &E::sites, "With `site_id`: its site and what that belongs to."}
                .length(1, max_site_id_bytes)
                .items(0, max_sites)
                .omit_null()};
    }
    bool operator==(const OutageUpdated&) const = default;
};

struct OutageAssigned {
    static constexpr EventMeta meta{"outage.assigned", 1, "Somebody, or nobody, now sees to it."};
    OutageId outage;
    std::optional<std::string> assigned_to;

    static constexpr auto fields() {
        using E = OutageAssigned;
        return std::tuple{
            Field{"outage", &E::outage, "The outage."}.length(1, max_id_bytes),
            Field{"assigned_to", &E::assigned_to, "Who sees to it; null: nobody."}.length(
                1, max_user_bytes)};
    }
    bool operator==(const OutageAssigned&) const = default;
};

struct OutageAcknowledged {
    static constexpr EventMeta meta{"outage.acknowledged", 1, "Somebody has seen it."};
    OutageId outage;
    std::optional<std::string> note;

    static constexpr auto fields() {
        using E = OutageAcknowledged;
        return std::tuple{
            Field{"outage", &E::outage, "The outage."}.length(1, max_id_bytes),
            Field{"note", &E::note, "What they have to say."}.length(1, max_text_bytes)};
    }
    bool operator==(const OutageAcknowledged&) const = default;
};

struct OutageNoteAdded {
    static constexpr EventMeta meta{"outage.note_added", 1, "Somebody noted something about it."};
    OutageId outage;
    std::string text;
    Timestamp at{};

    static constexpr auto fields() {
        using E = OutageNoteAdded;
        return std::tuple{Field{"outage", &E::outage, "The outage."}.length(1, max_id_bytes),
                          Field{"text", &E::text, "The note."}.length(1, max_text_bytes),
                          Field{"at", &E::at, "When that was so."}};
    }
    bool operator==(const OutageNoteAdded&) const = default;
};

struct OutageRelated {
    static constexpr EventMeta meta{"outage.related", 1, "Two outages have to do with each other."};
    OutageId outage;
    std::string to;
    std::optional<std::string> reason;

    static constexpr auto fields() {
        using E = OutageRelated;
        return std::tuple{Field{"outage", &E::outage, "The one."}.length(1, max_id_bytes),
                          Field{"to", &E::to, "The other."}.length(1, max_id_bytes),
                          Field{"reason", &E::reason, "How."}.length(1, max_reason_bytes)};
    }
    bool operator==(const OutageRelated&) const = default;
};

// Past versions: what they were, as far as their successors are more.

/// The first `Count` fields of a list.
template <std::size_t Count>
constexpr auto first_fields(const auto& fields) {
    return [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        return std::tuple{std::get<Index>(fields)...};
    }(std::make_index_sequence<Count>{});
}

/// Without `dedup_key`, `sites` and `related_to`.
struct OutageCreatedV1 : OutageCreated {
    static constexpr EventMeta meta{OutageCreated::meta.name, 1, OutageCreated::meta.doc};
    static constexpr auto fields() { return first_fields<15>(OutageCreated::fields()); }
};

/// Without `sites`.
struct OutageUpdatedV1 : OutageUpdated {
    static constexpr EventMeta meta{OutageUpdated::meta.name, 1, OutageUpdated::meta.doc};
    static constexpr auto fields() { return first_fields<10>(OutageUpdated::fields()); }
};

}  // namespace ledger::outages
