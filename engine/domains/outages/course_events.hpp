// What becomes of an outage: how bad it is, where it stands, what of its time counts. Facts: past
// tense, self-contained, never edited once released.
#pragma once

#include "engine/domains/outages/outage.hpp"
#include "engine/kernel/event_table.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ledger::outages {

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
    static constexpr EventMeta meta{
        "outage.clock_stopped", 1,
        "Time stopped to count, until it is started again or the outage is resolved."};
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

struct OutageClockStarted {
    static constexpr EventMeta meta{"outage.clock_started", 1, "Time counts again."};
    OutageId outage;
    Timestamp from{};
    Timestamp at{};
    std::string reason;

    static constexpr auto fields() {
        using E = OutageClockStarted;
        return std::tuple{
            Field{"outage", &E::outage, "The outage."}.length(1, max_id_bytes),
            Field{"from", &E::from, "Since when it stood still."},
            Field{"at", &E::at, "The first instant that counts again."},
            Field{"reason", &E::reason, "Why it stood still."}.length(1, max_reason_bytes)};
    }
    bool operator==(const OutageClockStarted&) const = default;
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
                .items(0, max_exclusions + max_windows),
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

struct OutageClosed {
    static constexpr EventMeta meta{"outage.closed", 1, "Nothing about it will change any more."};
    OutageId outage;
    std::optional<std::string> reason;

    static constexpr auto fields() {
        using E = OutageClosed;
        return std::tuple{Field{"outage", &E::outage, "The outage."}.length(1, max_id_bytes),
                          Field{"reason", &E::reason, "Why."}.length(1, max_reason_bytes)};
    }
    bool operator==(const OutageClosed&) const = default;
};

/// One thing that was wrong.
struct Correction {
    std::string field;
    std::string from;
    std::string to;

    static constexpr auto fields() {
        using C = Correction;
        return std::tuple{
            Field{"field", &C::field, "`severity`, `detected_at`, `resolved_at` or `exclusions`."},
            Field{"from", &C::from, "What was held; of `exclusions` as JSON."}.length(
                0, max_correction_bytes),
            Field{"to", &C::to, "What is so."}.length(0, max_correction_bytes)};
    }
    bool operator==(const Correction&) const = default;
};

/// Holds the whole truth after it; a clock that stands still goes on standing still.
struct OutageCorrected {
    static constexpr EventMeta meta{"outage.corrected", 1,
                                    "What was recorded of its time or severity was wrong."};
    OutageId outage;
    std::string reason;
    std::vector<Correction> changes;
    Severity severity = Severity::low;
    Timestamp detected_at{};
    std::optional<Timestamp> resolved_at;
    std::vector<Exclusion> exclusions;

    static constexpr auto fields() {
        using E = OutageCorrected;
        return std::tuple{
            Field{"outage", &E::outage, "The outage."}.length(1, max_id_bytes),
            Field{"reason", &E::reason, "Why."}.length(1, max_reason_bytes),
            Field{"changes", &E::changes, "What was wrong."},
            Field{"severity", &E::severity, "How bad it is."},
            Field{"detected_at", &E::detected_at, "When it began."},
            Field{"resolved_at", &E::resolved_at, "When service was back; null: it is open."},
            Field{"exclusions", &E::exclusions, "Every span that does not count, in order."}.items(
                0, max_exclusions + max_windows)};
    }
    bool operator==(const OutageCorrected&) const = default;
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

/// Holds the whole truth, as if it had never been deleted.
struct OutageRestored {
    static constexpr EventMeta meta{"outage.restored", 1, "Deleting it was a mistake."};
    OutageId outage;
    std::optional<std::string> reason;
    Severity severity = Severity::low;
    Timestamp detected_at{};
    std::optional<Timestamp> resolved_at;
    std::vector<Exclusion> exclusions;

    static constexpr auto fields() {
        using E = OutageRestored;
        return std::tuple{
            Field{"outage", &E::outage, "The outage."}.length(1, max_id_bytes),
            Field{"reason", &E::reason, "Why."}.length(1, max_reason_bytes),
            Field{"severity", &E::severity, "How bad it is."},
            Field{"detected_at", &E::detected_at, "When it began."},
            Field{"resolved_at", &E::resolved_at, "When service was back; null: it is open."},
            Field{"exclusions", &E::exclusions, "Every span that does not count, in order."}.items(
                0, max_exclusions + max_windows)};
    }
    bool operator==(const OutageRestored&) const = default;
};

}  // namespace ledger::outages
