// What became of each row of an import, and the reply made of it.
#pragma once

#include "engine/kernel/codec.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ledger::bulk {

/// A reply lists this many rows and this many errors; the counts have them all.
inline constexpr std::size_t max_reported_rows = 10'000;
inline constexpr std::size_t max_reported_errors = 10'000;

enum class Consistency { atomic, partial };
enum class ImportMode { commit, dry_run };
enum class RowStatus { imported, validated, duplicate, error };

}  // namespace ledger::bulk

namespace ledger {

template <>
inline constexpr std::array enum_names<bulk::Consistency>{
    EnumName{bulk::Consistency::atomic, "atomic"}, EnumName{bulk::Consistency::partial, "partial"}};

template <>
inline constexpr std::array enum_names<bulk::ImportMode>{
    EnumName{bulk::ImportMode::commit, "commit"}, EnumName{bulk::ImportMode::dry_run, "dry_run"}};

template <>
inline constexpr std::array enum_names<bulk::RowStatus>{
    EnumName{bulk::RowStatus::imported, "imported"},
    EnumName{bulk::RowStatus::validated, "validated"},
    EnumName{bulk::RowStatus::duplicate, "duplicate"}, EnumName{bulk::RowStatus::error, "error"}};

}  // namespace ledger

namespace ledger::bulk {

struct RowError {
    std::string field;
    std::string type;
    std::string message;

    static constexpr auto fields() {
        constexpr std::size_t any = std::numeric_limits<std::size_t>::max();
        using E = RowError;
        return std::tuple{Field{"field", &E::field, "Empty: the row as a whole."}.length(0, any),
                          Field{"type", &E::type, "Which rule it breaks."},
                          Field{"message", &E::message, "In plain words."}.length(0, any)};
    }
    bool operator==(const RowError&) const = default;
};

struct RowOutcome {
    std::int64_t row = 0;
    std::optional<std::string> id;
    RowStatus status = RowStatus::error;
    std::vector<RowError> errors;
    std::optional<std::string> recorded_id;
    bool persisted = false;
    bool duplicate = false;
    std::optional<std::string> existing_id;

    /// `recorded_id` is what a domain calls its ids.
    static constexpr auto fields_with(std::string_view recorded_id) {
        using O = RowOutcome;
        return std::tuple{
            Field{"row", &O::row, "1 is the first row of data."},
            Field{"id", &O::id, "The client's own number for it."},
            Field{"status", &O::status, "`validated`: it would be imported."},
            Field{"errors", &O::errors, "Why not."}.items(0, json::Report::max_errors),
            Field{recorded_id, &O::recorded_id, "Under which id it was imported."},
            Field{"persisted", &O::persisted, "Whether it was imported."},
            Field{"duplicate", &O::duplicate, "Whether it was there before."},
            Field{"existing_id", &O::existing_id, "As which one, where that has an id by now."}};
    }
    static constexpr auto fields() { return fields_with("recorded_id"); }
    bool operator==(const RowOutcome&) const = default;
};

/// A row as a reply shows it, in the words of its domain.
template <class Names>
struct ShownRow : RowOutcome {
    static constexpr auto fields() { return RowOutcome::fields_with(Names::recorded_id); }
};

/// `row`, of which number and id are known, with the errors for which it is refused.
RowOutcome refused_row(RowOutcome row, const Error& error);

/// An error of the list beside the rows.
struct ListedError {
    std::int64_t row = 0;
    std::string field;
    std::string type;
    std::string message;

    static constexpr auto fields() {
        using E = ListedError;
        return std::tuple{Field{"row", &E::row, "1 is the first row of data."},
                          Field{"field", &E::field, "Empty: the row as a whole."},
                          Field{"type", &E::type, "Which rule it breaks."},
                          Field{"message", &E::message, "In plain words."}};
    }
};

/// The reply to an import; `Row` is what it shows of a row.
template <class Row>
struct ReplyOf {
    ImportMode mode = ImportMode::commit;
    Consistency consistency = Consistency::partial;
    std::int64_t total_rows = 0;
    std::int64_t persisted = 0;
    std::int64_t validated = 0;
    std::int64_t imported = 0;
    std::int64_t skipped = 0;
    std::int64_t error_count = 0;
    std::vector<ListedError> errors;
    std::vector<Row> rows;
    bool rows_truncated = false;

    static constexpr auto fields() {
        using R = ReplyOf;
        return std::tuple{
            Field{"mode", &R::mode, "Whether anything was to be written."},
            Field{"consistency", &R::consistency, "`atomic`: all rows or none."},
            Field{"total_rows", &R::total_rows, "Rows of data."},
            Field{"persisted", &R::persisted, "Rows that are recorded now."},
            Field{"validated", &R::validated, "Rows without an error."},
            Field{"imported", &R::imported, "As `persisted`."},
            Field{"skipped", &R::skipped, "Rows that were there before."},
            Field{"error_count", &R::error_count, "Errors in all rows."},
            Field{"errors", &R::errors, "The first 10,000."}.items(0, max_reported_errors),
            Field{"rows", &R::rows, "The first 10,000."}.items(0, max_reported_rows),
            Field{"rows_truncated", &R::rows_truncated, "Whether there are more rows."}};
    }
};

/// Of an import, before it is said in the words of its domain.
using ImportReply = ReplyOf<RowOutcome>;

/// In the words of the domain.
template <class Names>
ReplyOf<ShownRow<Names>> shown(ImportReply reply) {
    ReplyOf<ShownRow<Names>> shown{.mode = reply.mode,
                                   .consistency = reply.consistency,
                                   .total_rows = reply.total_rows,
                                   .persisted = reply.persisted,
                                   .validated = reply.validated,
                                   .imported = reply.imported,
                                   .skipped = reply.skipped,
                                   .error_count = reply.error_count,
                                   .errors = std::move(reply.errors),
                                   .rows = {},
                                   .rows_truncated = reply.rows_truncated};
    for (RowOutcome& row : reply.rows) shown.rows.push_back({std::move(row)});
    return shown;
}

/// Rows may come in any order; those with the lowest numbers are listed, however they came.
class ImportReport {
public:
    void add(RowOutcome outcome);
    std::int64_t error_count() const { return totals_.error_count; }
    std::int64_t persisted() const { return totals_.persisted; }
    ImportReply reply(ImportMode mode, Consistency consistency) const;

private:
    void forget_errors_beyond_the_limit();

    ImportReply totals_;  ///< Its counts only.
    std::map<std::int64_t, RowOutcome> rows_;
    std::map<std::int64_t, std::vector<RowError>> errors_;
    std::size_t kept_errors_ = 0;
};

}  // namespace ledger::bulk
