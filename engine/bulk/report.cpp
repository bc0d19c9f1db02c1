#include "engine/bulk/report.hpp"

#include <iterator>
#include <utility>

namespace ledger::bulk {

RowOutcome refused_row(RowOutcome row, const Error& error) {
    for (const FieldError& field : error.fields)
        row.errors.push_back({field.field, field.rule, field.message});
    if (error.fields.empty()) row.errors.push_back({"", error.code, error.message});
    return row;
}

void ImportReport::add(RowOutcome outcome) {
    ++totals_.total_rows;
    totals_.persisted += outcome.persisted ? 1 : 0;
    totals_.skipped += outcome.duplicate ? 1 : 0;
    totals_.validated += outcome.errors.empty() ? 1 : 0;
    totals_.error_count += static_cast<std::int64_t>(outcome.errors.size());
    if (!outcome.errors.empty()) {
        kept_errors_ += outcome.errors.size();
        errors_.emplace(outcome.row, outcome.errors);
        forget_errors_beyond_the_limit();
    }
    rows_.emplace(outcome.row, std::move(outcome));
    if (rows_.size() > max_reported_rows) rows_.erase(std::prev(rows_.end()));
}

void ImportReport::forget_errors_beyond_the_limit() {
    for (auto last = std::prev(errors_.end());
         kept_errors_ - last->second.size() >= max_reported_errors;) {
        kept_errors_ -= last->second.size();
        last = std::prev(errors_.erase(last));
    }
}

ImportReply ImportReport::reply(ImportMode mode, Consistency consistency) const {
    ImportReply reply = totals_;
    reply.mode = mode;
    reply.consistency = consistency;
    reply.imported = reply.persisted;
    for (const auto& [row, errors] : errors_)
        for (const RowError& error : errors)
            if (reply.errors.size() < max_reported_errors)
                reply.errors.push_back({row, error.field, error.type, error.message});
    for (const auto& [row, outcome] : rows_) reply.rows.push_back(outcome);
    reply.rows_truncated = reply.total_rows > static_cast<std::int64_t>(reply.rows.size());
    return reply;
}

}  // namespace ledger::bulk
