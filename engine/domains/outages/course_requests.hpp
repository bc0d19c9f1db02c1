// What clients send to move an outage on its course, and get: one struct a route.
#pragma once

#include "engine/domains/outages/requests.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ledger::outages {

/// At most this many outages in one batch.
inline constexpr std::size_t max_batch = 200;

/// POST /api/v1/outages/{id}/acknowledge.
struct AcknowledgeRequest {
    std::optional<std::string> note;

    static constexpr auto fields() {
        return std::tuple{Field{"note", &AcknowledgeRequest::note,
                                "What you have to say; the settings may want it."}
                              .length(1, max_text_bytes)};
    }
};

/// POST /api/v1/outages/{id}/assign.
struct AssignRequest {
    Patch<std::string> assigned_to;

    static constexpr auto fields() {
        return std::tuple{
            Field{"assigned_to", &AssignRequest::assigned_to, "Who sees to it; null: nobody."}
                .length(1, max_user_bytes)};
    }
};

/// POST /api/v1/outages/{id}/notes.
struct NoteRequest {
    std::string text;
    std::optional<Timestamp> at;

    static constexpr auto fields() {
        return std::tuple{
            Field{"text", &NoteRequest::text, "The note."}.length(1, max_text_bytes),
            Field{"at", &NoteRequest::at, "When that was so; now unless said otherwise."}};
    }
};

/// POST /api/v1/outages/{id}/close, and …/restore.
struct ReasonRequest {
    std::optional<std::string> reason;

    static constexpr auto fields() {
        return std::tuple{
            Field{"reason", &ReasonRequest::reason, "Why."}.length(1, max_reason_bytes)};
    }
};

/// POST /api/v1/outages/{id}/reopen.
struct ReopenRequest {
    std::string reason;
    std::optional<Timestamp> reopened_at;

    static constexpr auto fields() {
        using R = ReopenRequest;
        return std::tuple{
            Field{"reason", &R::reason, "What shows that it is the same."}.length(1,
                                                                                  max_reason_bytes),
            Field{"reopened_at", &R::reopened_at, "When it came back; now unless said otherwise."}};
    }
};

/// POST /api/v1/outages/{id}/related.
struct RelateRequest {
    std::string to;
    std::optional<std::string> reason;

    static constexpr auto fields() {
        using R = RelateRequest;
        return std::tuple{Field{"to", &R::to, "The other outage, by either name."}.length(
                              1, max_external_id_bytes),
                          Field{"reason", &R::reason, "How."}.length(1, max_reason_bytes)};
    }
};

/// POST /api/v1/outages/{id}/clock/stop.
struct StopRequest {
    std::optional<Timestamp> from;
    std::string reason;

    static constexpr auto fields() {
        using R = StopRequest;
        return std::tuple{
            Field{"from", &R::from, "From when no time counts; now unless said otherwise."},
            Field{"reason", &R::reason, "Why."}.length(1, max_reason_bytes)};
    }
};

/// POST /api/v1/outages/{id}/clock/start.
struct StartRequest {
    std::optional<Timestamp> at;

    static constexpr auto fields() {
        return std::tuple{Field{"at", &StartRequest::at,
                                "From when time counts again; now unless said otherwise."}};
    }
};

/// POST /api/v1/outages/{id}/correct: what is absent or null stays as it is.
struct CorrectRequest {
    std::string reason;
    std::optional<Timestamp> detected_at;
    std::optional<Timestamp> resolved_at;
    std::optional<Severity> severity;
    std::optional<std::vector<Exclusion>> exclusions;

    static constexpr auto fields() {
        using R = CorrectRequest;
        return std::tuple{
            Field{"reason", &R::reason, "Why."}.length(1, max_reason_bytes),
            Field{"detected_at", &R::detected_at, "When it really began."},
            Field{"resolved_at", &R::resolved_at, "Of a resolved one: when service was back."},
            Field{"severity", &R::severity, "How bad it really is."},
            Field{"exclusions", &R::exclusions,
                  "All stops of its clock that there were; what the server knows itself (time "
                  "between repair and return, planned windows) stays."}
                .items(0, max_exclusions + max_windows)};
    }
};

/// POST /api/v1/outages/{id}/resolve.
struct ResolveRequest {
    std::optional<Timestamp> resolved_at;
    std::optional<std::int64_t> mttr_minutes;
    std::optional<std::string> root_cause;
    std::optional<std::string> resolution_notes;

    static constexpr auto fields() {
        using R = ResolveRequest;
        return std::tuple{
            Field{"resolved_at", &R::resolved_at,
                  "When service was back; now unless said otherwise."},
            Field{"mttr_minutes", &R::mttr_minutes,
                  "Your own count, refused when it differs from ours."}
                .range(0, max_mttr_minutes),
            Field{"root_cause", &R::root_cause, "Why it happened."}.length(1, max_text_bytes),
            Field{"resolution_notes", &R::resolution_notes, "What was done."}.length(
                1, max_text_bytes)};
    }
};

struct ResolvedOutage {
    OutageId id;
    std::string site_name;
    std::optional<std::string> site_id;
    Severity severity = Severity::low;
    Status status = Status::resolved;
    Timestamp detected_at{};
    Timestamp resolved_at{};
    std::optional<std::string> root_cause;
    std::optional<std::string> resolution_notes;
    std::optional<std::string> assigned_to;
    std::vector<Exclusion> exclusions;
    std::string message;

    static constexpr auto fields() {
        using R = ResolvedOutage;
        return std::tuple{Field{"id", &R::id, "The outage."},
                          Field{"site_name", &R::site_name, "Where it was."},
                          Field{"site_id", &R::site_id, "The site's number."},
                          Field{"severity", &R::severity, "How bad it was."},
                          Field{"status", &R::status, "Where it stands."},
                          Field{"detected_at", &R::detected_at, "When it began."},
                          Field{"resolved_at", &R::resolved_at, "When service was back."},
                          Field{"root_cause", &R::root_cause, "Why it happened."},
                          Field{"resolution_notes", &R::resolution_notes, "What was done."},
                          Field{"assigned_to", &R::assigned_to, "Who saw to it."},
                          Field{"exclusions", &R::exclusions, "Spans that do not count."},
                          Field{"message", &R::message, "For people."}};
    }
};

struct ResolveReply {
    ResolvedOutage outage;
    json::Raw sla;
    json::Raw payment;

    static constexpr auto fields() {
        using R = ResolveReply;
        return std::tuple{Field{"outage", &R::outage, "What was resolved."},
                          Field{"sla", &R::sla, "Its result; null when nothing prices it."},
                          Field{"payment", &R::payment, "Null: nothing was settled."}};
    }
};

/// POST /api/v1/outages/batch/acknowledge.
struct BatchAcknowledgeRequest {
    std::vector<std::string> ids;
    std::optional<std::string> note;

    static constexpr auto fields() {
        using R = BatchAcknowledgeRequest;
        return std::tuple{
            Field{"ids", &R::ids, "Which outages, by either name."}
                .length(1, max_external_id_bytes)
                .items(1, max_batch),
            Field{"note", &R::note, "What you have to say of each."}.length(1, max_text_bytes)};
    }
};

/// POST /api/v1/outages/batch/resolve.
struct BatchResolveRequest {
    std::vector<std::string> ids;
    std::optional<Timestamp> resolved_at;
    std::optional<std::string> root_cause;
    std::optional<std::string> resolution_notes;

    static constexpr auto fields() {
        using R = BatchResolveRequest;
        return std::tuple{
            Field{"ids", &R::ids, "Which outages, by either name."}
                .length(1, max_external_id_bytes)
                .items(1, max_batch),
            Field{"resolved_at", &R::resolved_at,
                  "When service was back; now unless said otherwise."},
            Field{"root_cause", &R::root_cause, "Why they happened."}.length(1, max_text_bytes),
            Field{"resolution_notes", &R::resolution_notes, "What was done."}.length(
                1, max_text_bytes)};
    }
};

struct BatchError {
    std::string id;
    std::string code;
    std::string message;

    static constexpr auto fields() {
        using E = BatchError;
        return std::tuple{Field{"id", &E::id, "As it was asked for."},
                          Field{"code", &E::code, "As of the error's envelope."},
                          Field{"message", &E::message, "What is wrong, for people."}};
    }
};

struct BatchResult {
    std::string id;
    std::string status;
    std::optional<OutageId> outage_id;
    std::optional<Status> outage_status;

    static constexpr auto fields() {
        using R = BatchResult;
        return std::tuple{Field{"id", &R::id, "As it was asked for."},
                          Field{"status", &R::status, "`ok` or `error`."},
                          Field{"outage_id", &R::outage_id, "The server's id; null: refused."},
                          Field{"outage_status", &R::outage_status, "Where it stands now."}};
    }
};

struct BatchReply {
    std::int64_t success_count = 0;
    std::int64_t failure_count = 0;
    std::vector<BatchError> errors;
    std::vector<BatchResult> results;

    static constexpr auto fields() {
        using R = BatchReply;
        return std::tuple{Field{"success_count", &R::success_count, "How many it is so of."},
                          Field{"failure_count", &R::failure_count, "How many were refused."},
                          Field{"errors", &R::errors, "Why, in the order of `ids`."},
                          Field{"results", &R::results, "One of each of `ids`, in their order."}};
    }
};

}  // namespace ledger::outages
