#include "engine/bulk/chunk.hpp"

#include <algorithm>
#include <set>

namespace ledger::bulk {
namespace {

constexpr std::string_view undone = "import.undone";

/// Whether an error is about the row that met it, and not about the command as a whole.
bool is_about_row(ErrorKind kind) {
    return kind == ErrorKind::validation || kind == ErrorKind::unprocessable ||
           kind == ErrorKind::conflict || kind == ErrorKind::payload_too_large;
}

/// Each row for itself. An error when the command cannot be decided at all.
Result<void> import_rows(Tx& tx, std::vector<RowOutcome>& rows,
                         FunctionRef<Result<void>(std::size_t index, RowOutcome& row)> import) {
    std::optional<Error> not_loaded;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        RowOutcome outcome = rows[i];
        Result<void> done = tx.attempt([&] { return import(i, outcome); });
        if (done) {
            rows[i] = std::move(outcome);
        } else if (done.error().kind == ErrorKind::not_loaded) {
            not_loaded = std::move(done.error());  // The next rows say what they lack as well.
        } else if (is_about_row(done.error().kind)) {
            rows[i] = refused_row(std::move(rows[i]), done.error());
        } else {
            return done;
        }
    }
    if (not_loaded) return fail(std::move(*not_loaded));
    return {};
}

bool has_errors(const std::vector<RowOutcome>& outcomes) {
    return std::ranges::any_of(outcomes, [](const auto& row) { return !row.errors.empty(); });
}

/// What would have become of the rows.
void take_back(std::vector<RowOutcome>& outcomes) {
    std::set<std::string> gone;
    for (RowOutcome& row : outcomes) {
        if (row.recorded_id) gone.insert(*row.recorded_id);
        if (row.status == RowStatus::imported) row.status = RowStatus::validated;
        row.recorded_id.reset();
        row.persisted = false;
        if (row.existing_id && gone.contains(*row.existing_id)) row.existing_id.reset();
    }
}

}  // namespace

void mark_imported(RowOutcome& row, std::string id) {
    row.status = RowStatus::imported;
    row.recorded_id = std::move(id);
    row.persisted = true;
}

void mark_duplicate(RowOutcome& row, std::string existing_id) {
    row.status = RowStatus::duplicate;
    row.duplicate = true;
    row.existing_id = std::move(existing_id);
}

Result<Reply> decide_chunk(Tx& tx, const ChunkTerms& terms, std::vector<RowOutcome> rows,
                           FunctionRef<Result<void>(std::size_t index, RowOutcome& row)> import) {
    ChunkAnswer answer{std::move(rows)};
    const Result<void> kept = tx.attempt([&]() -> Result<void> {
        TRY(import_rows(tx, answer.rows, import));
        const bool failed = terms.consistency == Consistency::atomic && has_errors(answer.rows);
        if (failed || terms.mode == ImportMode::dry_run)
            return fail(ErrorKind::conflict, undone, "nothing is kept");
        return {};
    });
    if (!kept && kept.error().code != undone) return fail(kept.error());
    if (!kept) take_back(answer.rows);
    return Reply{.body = json::text_of(answer)};
}

}  // namespace ledger::bulk
