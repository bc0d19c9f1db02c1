// What may happen to a job. Facts: past tense, self-contained, never edited once released.
#pragma once

#include "engine/kernel/event_table.hpp"
#include "engine/kernel/id.hpp"
#include "engine/kernel/time.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace ledger::jobs {

using JobId = Id<struct JobTag>;

inline constexpr std::size_t max_id_bytes = 32;
inline constexpr std::size_t max_kind_bytes = 64;
inline constexpr std::size_t max_target_bytes = 16'384;
inline constexpr std::size_t max_reason_bytes = 1'000;
/// How many of its errors an import's event tells; its report has more.
inline constexpr std::size_t max_kept_errors = 20;

struct ImportStarted {
    static constexpr EventMeta meta{"import.started", 1, "A body was taken in, to be imported."};
    JobId job{};
    std::string kind{};
    std::string mode{};
    std::string consistency{};
    std::uint64_t bytes = 0;
    Hash sha256{};
    std::string target{};
    std::string content_type{};
    std::string file{};

    static constexpr auto fields() {
        using E = ImportStarted;
        return std::tuple{
            Field{"job", &E::job, "The job."}.length(1, max_id_bytes),
            Field{"kind", &E::kind, "What is imported."}.length(1, max_kind_bytes),
            Field{"mode", &E::mode, "`commit`: what is read is recorded."}.length(1,
                                                                                  max_kind_bytes),
            Field{"consistency", &E::consistency, "`partial`: each row for itself."}.length(
                1, max_kind_bytes),
            Field{"bytes", &E::bytes, "Size of the body."},
            Field{"sha256", &E::sha256, "Of the body."},
            Field{"target", &E::target, "Of the request, with its query."}.length(1,
                                                                                  max_target_bytes),
            Field{"content_type", &E::content_type, "Of the body."}.length(1, max_target_bytes),
            Field{"file", &E::file, "Where the body is kept until the end."}.length(
                1, max_id_bytes * 2)};
    }
    bool operator==(const ImportStarted&) const = default;
};

struct JobCancelled {
    static constexpr EventMeta meta{"job.cancelled", 1,
                                    "Somebody wants a job to end; what it did stays."};
    JobId job{};

    static constexpr auto fields() {
        return std::tuple{Field{"job", &JobCancelled::job, "The job."}.length(1, max_id_bytes)};
    }
    bool operator==(const JobCancelled&) const = default;
};

/// One of the errors of an import.
struct KeptError {
    std::int64_t row = 0;
    std::string field{};
    std::string message{};

    static constexpr auto fields() {
        constexpr std::size_t any = std::numeric_limits<std::size_t>::max();
        using E = KeptError;
        return std::tuple{Field{"row", &E::row, "1 is the first row of data."},
                          Field{"field", &E::field, "Empty: the row as a whole."}.length(0, any),
                          Field{"message", &E::message, "In plain words."}.length(0, any)};
    }
    bool operator==(const KeptError&) const = default;
};

enum class JobState { running, done, failed, cancelled };

struct ImportFinished {
    static constexpr EventMeta meta{"import.finished", 1, "An import came to its end."};
    JobId job{};
    JobState state = JobState::done;
    std::int64_t total_rows = 0;
    std::int64_t imported = 0;
    std::int64_t skipped = 0;
    std::int64_t error_count = 0;
    std::vector<KeptError> errors{};
    std::optional<std::string> reason{};

    static constexpr auto fields() {
        using E = ImportFinished;
        return std::tuple{
            Field{"job", &E::job, "The job."}.length(1, max_id_bytes),
            Field{"state", &E::state, "How it ended."},
            Field{"total_rows", &E::total_rows, "Rows that were read."},
            Field{"imported", &E::imported, "Rows that were recorded."},
            Field{"skipped", &E::skipped, "Rows that were there before."},
            Field{"error_count", &E::error_count, "Errors in all rows."},
            Field{"errors", &E::errors, "The first of them."}.items(0, max_kept_errors),
            Field{"reason", &E::reason, "Why it failed."}.length(1, max_reason_bytes)};
    }
    bool operator==(const ImportFinished&) const = default;
};

using Event = std::variant<ImportStarted, JobCancelled, ImportFinished>;
inline constexpr auto event_types = event_table(std::type_identity<Event>{});
static_assert(distinct_events(event_types), "two events share a name and a version");

}  // namespace ledger::jobs

namespace ledger {

template <>
inline constexpr std::array enum_names<jobs::JobState>{
    EnumName{jobs::JobState::running, "running"}, EnumName{jobs::JobState::done, "done"},
    EnumName{jobs::JobState::failed, "failed"}, EnumName{jobs::JobState::cancelled, "cancelled"}};

}  // namespace ledger
