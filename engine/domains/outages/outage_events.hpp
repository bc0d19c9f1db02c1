// What may happen to an outage. Facts: past tense, self-contained, never edited once released.
#pragma once

#include "engine/domains/outages/outage.hpp"
#include "engine/kernel/event_table.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ledger::outages {

struct OutageCreated {
    static constexpr EventMeta meta{"outage.created", 1, "An outage was recorded."};
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
                .length(1, max_reason_bytes)};
    }
    bool operator==(const OutageCreated&) const = default;
};

/// Only what changed is there; an empty list is a value.
struct OutageUpdated {
    static constexpr EventMeta meta{"outage.updated", 1, "Details of an outage were changed."};
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
                .omit_null()};
    }
    bool operator==(const OutageUpdated&) const = default;
};

struct OutageSeverityChanged {
    static constexpr EventMeta meta{"outage.severity_changed", 1,
                                    "An open outage was found to be worse, or less bad."};
    OutageId outage;
    Severity from = Severity::low;
    Severity to = Severity::low;
    std::optional<std::string> reason;
    Timestamp detected_at{};

    static constexpr auto fields() {
        using E = OutageSeverityChanged;
        return std::tuple{Field{"outage", &E::outage, "The outage."}.length(1, max_id_bytes),
                          Field{"from", &E::from, "What it was held to be."},
                          Field{"to", &E::to, "What it is, from its detection on."},
                          Field{"reason", &E::reason, "Why."}.length(1, max_reason_bytes),
                          Field{"detected_at", &E::detected_at, "When the outage began."}};
    }
    bool operator==(const OutageSeverityChanged&) const = default;
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

struct OutageStatusChanged {
    static constexpr EventMeta meta{"outage.status_changed", 1,
                                    "An open outage went between investigating and active."};
    OutageId outage;
    Status from = Status::active;
    Status to = Status::active;

    static constexpr auto fields() {
        using E = OutageStatusChanged;
        return std::tuple{Field{"outage", &E::outage, "The outage."}.length(1, max_id_bytes),
                          Field{"from", &E::from, "Where it stood."},
                          Field{"to", &E::to, "Where it stands."}};
    }
    bool operator==(const OutageStatusChanged&) const = default;
};

struct OutageClockStopped {
    static constexpr EventMeta meta{"outage.clock_stopped", 1,
                                    "Time stopped to count, until the outage is resolved."};
    OutageId outage;
    Timestamp from{};
    std::string reason;

    static constexpr auto fields() {
        using E = OutageClockStopped;
        return std::tuple{Field{"outage", &E::outage, "The outage."}.length(1, max_id_bytes),
                          Field{"from", &E::from, "The first instant that does not count."},
                          Field{"reason", &E::reason, "Why."}.length(1, max_reason_bytes)};
    }
    bool operator==(const OutageClockStopped&) const = default;
};

/// Holds every fact that prices it, so that nobody has to look back.
struct OutageResolved {
    static constexpr EventMeta meta{"outage.resolved", 1, "Service was restored."};
    OutageId outage;
    Severity severity = Severity::low;
    Timestamp detected_at{};
    Timestamp resolved_at{};
    std::vector<Exclusion> exclusions;
    std::optional<std::string> root_cause;
    std::optional<std::string> resolution_notes;

    static constexpr auto fields() {
        using E = OutageResolved;
        return std::tuple{
            Field{"outage", &E::outage, "The outage."}.length(1, max_id_bytes),
            Field{"severity", &E::severity, "How bad it was."},
            Field{"detected_at", &E::detected_at, "When it began."},
            Field{"resolved_at", &E::resolved_at, "When service was back."},
            Field{"exclusions", &E::exclusions,
                  "Spans within that do not count, in order; they may overlap."}
                .items(0, max_exclusions),
            Field{"root_cause", &E::root_cause, "Why it happened."}.length(1, max_text_bytes),
            Field{"resolution_notes", &E::resolution_notes, "What was done."}.length(
                1, max_text_bytes)};
    }
    bool operator==(const OutageResolved&) const = default;
};

struct OutageReopened {
    static constexpr EventMeta meta{"outage.reopened", 1, "The same fault came back."};
    OutageId outage;
    Timestamp reopened_at{};
    std::string reason;

    static constexpr auto fields() {
        using E = OutageReopened;
        return std::tuple{Field{"outage", &E::outage, "The outage."}.length(1, max_id_bytes),
                          Field{"reopened_at", &E::reopened_at,
                                "When it came back; the time since the repair does not count."},
                          Field{"reason", &E::reason, "What shows that it is the same."}.length(
                              1, max_reason_bytes)};
    }
    bool operator==(const OutageReopened&) const = default;
};

struct OutageDeleted {
    static constexpr EventMeta meta{
        "outage.deleted", 1, "The outage should not have been recorded; its id stays taken."};
    OutageId outage;
    std::optional<std::string> reason;

    static constexpr auto fields() {
        using E = OutageDeleted;
        return std::tuple{Field{"outage", &E::outage, "The outage."}.length(1, max_id_bytes),
                          Field{"reason", &E::reason, "Why."}.length(1, max_reason_bytes)};
    }
    bool operator==(const OutageDeleted&) const = default;
};

/// The registration: the log, replay and the manual know an event by its being listed here.
using Event = std::variant<OutageCreated, OutageUpdated, OutageSeverityChanged, OutageAssigned,
                           OutageStatusChanged, OutageClockStopped, OutageResolved, OutageReopened,
                           OutageDeleted>;
inline constexpr auto event_types = event_table(std::type_identity<Event>{});
static_assert(distinct_events(event_types), "two events share a name and a version");

}  // namespace ledger::outages
