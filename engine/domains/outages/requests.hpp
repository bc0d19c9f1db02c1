// What clients send and get: bodies and queries of the outage routes, and their limits.
#pragma once

#include "engine/domains/outages/outage.hpp"
#include "engine/kernel/codec.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ledger::outages {

inline constexpr std::int64_t max_mttr_minutes = 4'294'967'295;

/// POST /api/v1/outages.
struct CreateRequest {
    std::optional<std::string> id;
    std::optional<std::string> external_id;
    std::string site_name;
    std::optional<std::string> site_id;
    Severity severity = Severity::low;
    std::optional<AskedStatus> status;
    std::optional<Timestamp> detected_at;
    std::string description;
    std::vector<std::string> affected_services;
    std::optional<std::int64_t> affected_subscribers;
    std::optional<Location> location;
    std::optional<std::string> assigned_to;
    std::vector<std::string> tags;
    std::optional<std::string> back_dating_reason;
    std::optional<std::string> dedup_key;
    std::optional<std::string> related_to;

    static constexpr auto fields() {
        using R = CreateRequest;
        return std::tuple{
            Field{"id", &R::id, "Another name for `external_id`: ids are given by the server."}
                .length(1, max_external_id_bytes),
            Field{"external_id", &R::external_id, "Your own number for it, unique."}.length(
                1, max_external_id_bytes),
            Field{"site_name", &R::site_name, "Where it is."}.length(1, max_site_name_bytes),
            Field{"site_id", &R::site_id, "The site's number."}.length(1, max_site_id_bytes),
            Field{"severity", &R::severity, "How bad it is."},
            Field{"status", &R::status, "`active` unless said otherwise."},
            Field{"detected_at", &R::detected_at, "When it began; now unless said otherwise."},
            Field{"description", &R::description, "What is wrong."}.length(1, max_text_bytes),
            Field{"affected_services", &R::affected_services, "What does not work."}
                .length(1, max_service_bytes)
                .items(0, max_services)
                .or_default(),
            Field{"affected_subscribers", &R::affected_subscribers, "How many notice."}.range(
                0, max_subscribers),
            Field{"location", &R::location, "Where on earth."},
            Field{"assigned_to", &R::assigned_to, "Who sees to it."}.length(1, max_user_bytes),
            Field{"tags", &R::tags, "Free words."}
                .length(1, max_tag_bytes)
                .items(0, max_tags)
                .or_default(),
            Field{"back_dating_reason", &R::back_dating_reason,
                  "Needed when `detected_at` is more than 24 hours ago."}
                .length(1, max_reason_bytes),
            Field{"dedup_key", &R::dedup_key,
                  "While an outage with this key is open, it is the answer."}
                .length(1, max_dedup_key_bytes),
            Field{"related_to", &R::related_to, "An outage that this one has to do with."}.length(
                1, max_external_id_bytes)};
    }
};

/// PUT /api/v1/outages/{id}: what is absent or null stays as it is.
struct ChangeRequest {
    std::optional<AskedStatus> status;
    std::optional<Timestamp> resolved_at;
    std::optional<std::string> root_cause;
    std::optional<std::string> resolution_notes;
    std::optional<std::string> site_name;
    std::optional<std::string> site_id;
    std::optional<Severity> severity;
    std::optional<std::string> description;
    std::optional<std::vector<std::string>> affected_services;
    std::optional<std::int64_t> affected_subscribers;
    std::optional<Location> location;
    std::optional<std::vector<std::string>> tags;
    Patch<std::string> assigned_to;
    std::optional<std::string> reason;
    std::optional<Timestamp> reopened_at;
    std::optional<std::int64_t> mttr_minutes;

    static constexpr auto fields() {
        using R = ChangeRequest;
        return std::tuple{
            Field{"status", &R::status, "Where it shall stand."},
            Field{"resolved_at", &R::resolved_at,
                  "With `resolved`: when service was back; now unless said otherwise."},
            Field{"root_cause", &R::root_cause, "Why it happened."}.length(1, max_text_bytes),
            Field{"resolution_notes", &R::resolution_notes, "What was done."}.length(
                1, max_text_bytes),
            Field{"site_name", &R::site_name, "Where it is."}.length(1, max_site_name_bytes),
            Field{"site_id", &R::site_id, "The site's number."}.length(1, max_site_id_bytes),
            Field{"severity", &R::severity, "How bad it is; only while it is open."},
            Field{"description", &R::description, "What is wrong."}.length(1, max_text_bytes),
            Field{"affected_services", &R::affected_services, "What does not work."}
                .length(1, max_service_bytes)
                .items(0, max_services),
            Field{"affected_subscribers", &R::affected_subscribers, "How many notice."}.range(
                0, max_subscribers),
            Field{"location", &R::location, "Where on earth."},
            Field{"tags", &R::tags, "Free words."}.length(1, max_tag_bytes).items(0, max_tags),
            Field{"assigned_to", &R::assigned_to, "Who sees to it; null: nobody."}.length(
                1, max_user_bytes),
            Field{"reason", &R::reason,
                  "Why the severity changes, or why it is reopened or closed."}
                .length(1, max_reason_bytes),
            Field{"reopened_at", &R::reopened_at,
                  "With `active` of a resolved outage: when it came back; now unless said "
                  "otherwise."},
            Field{"mttr_minutes", &R::mttr_minutes,
                  "With `resolved`: your own count, refused when it differs from ours."}
                .range(0, max_mttr_minutes)};
    }
};

/// The query of GET /api/v1/outages/{id}.
struct PageQuery {
    bool include_deleted = false;
    std::optional<std::string> as_of;

    static constexpr auto fields() {
        return std::tuple{Field{"include_deleted", &PageQuery::include_deleted,
                                "Whether a deleted outage is shown as well."}
                              .or_default(),
                          Field{"as_of", &PageQuery::as_of,
                                "As it was with the event at this position, or at this time."}};
    }
};

/// The query of DELETE /api/v1/outages/{id}.
struct DeleteQuery {
    std::optional<std::string> reason;

    static constexpr auto fields() {
        return std::tuple{
            Field{"reason", &DeleteQuery::reason, "Why."}.length(1, max_reason_bytes)};
    }
};

struct CreateReply {
    OutageId id;
    std::string site_name;
    Status status = Status::active;
    Timestamp detected_at{};
    std::string message;

    static constexpr auto fields() {
        using R = CreateReply;
        return std::tuple{Field{"id", &R::id, "Given by the server."},
                          Field{"site_name", &R::site_name, "Where it is."},
                          Field{"status", &R::status, "Where it stands."},
                          Field{"detected_at", &R::detected_at, "When it began."},
                          Field{"message", &R::message, "For people."}};
    }
};

struct ChangeReply {
    OutageId id;
    Status status = Status::active;
    std::string message;
    bool sla_triggered = false;

    static constexpr auto fields() {
        using R = ChangeReply;
        return std::tuple{
            Field{"id", &R::id, "The outage."}, Field{"status", &R::status, "Where it stands."},
            Field{"message", &R::message, "For people."},
            Field{"sla_triggered", &R::sla_triggered, "Whether this request resolved it."}};
    }
};

}  // namespace ledger::outages
