// A part of an import that is decided as one command.
#pragma once

#include "engine/bulk/importer.hpp"
#include "engine/bulk/report.hpp"
#include "engine/core/tx.hpp"

namespace ledger::bulk {

/// Other writers come between two chunks of a partial import (ruling 60).
inline constexpr std::size_t rows_per_chunk = 256;
/// An atomic import is one chunk.
inline constexpr std::size_t max_atomic_rows = 10'000;

/// The body of a chunk's answer.
struct ChunkAnswer {
    std::vector<RowOutcome> rows;

    static constexpr auto fields() {
        return std::tuple{Field{"rows", &ChunkAnswer::rows, "In order."}.items(0, max_atomic_rows)};
    }
};

/// What is to become of a chunk as a whole.
struct ChunkTerms {
    Consistency consistency = Consistency::partial;
    ImportMode mode = ImportMode::commit;  ///< A dry run does everything, and undoes it.
};

/// Decides rows of which number and own id are known; `import` records the one at `index`, or says
/// that it was there before.
Result<Reply> decide_chunk(Tx& tx, const ChunkTerms& terms, std::vector<RowOutcome> rows,
                           FunctionRef<Result<void>(std::size_t index, RowOutcome& row)> import);

void mark_imported(RowOutcome& row, std::string id);
void mark_duplicate(RowOutcome& row, std::string existing_id);

/// A row that was read, with its number.
template <class Row>
struct NumberedRow {
    std::size_t number = 0;
    Row row;
};

template <Importer I>
RowOutcome named(const NumberedRow<typename I::Row>& row) {
    RowOutcome outcome;
    outcome.row = static_cast<std::int64_t>(row.number);
    outcome.id = I::own_id(row.row);
    return outcome;
}

template <Importer I>
Result<void> import_row(Tx& tx, const typename I::Row& row, RowOutcome& outcome) {
    if (const std::optional<Touch> identity = I::identity(row)) {
        TRY(existing, tx.owner_of(identity->unique_space, identity->value));
        if (existing) {
            mark_duplicate(outcome, std::move(*existing));
            return {};
        }
    }
    TRY(id, I::record(tx, row));
    mark_imported(outcome, std::move(id));
    return {};
}

template <Importer I>
PreparedCommand prepare_chunk(std::vector<NumberedRow<typename I::Row>> rows, ChunkTerms terms) {
    PreparedCommand command;
    for (const auto& row : rows)
        if (auto identity = I::identity(row.row)) command.touches.push_back(std::move(*identity));
    command.handler = [rows = std::move(rows), terms](Tx& tx) {
        std::vector<RowOutcome> outcomes;
        for (const auto& row : rows) outcomes.push_back(named<I>(row));
        return decide_chunk(tx, terms, std::move(outcomes),
                            [&](std::size_t index, RowOutcome& outcome) {
                                return import_row<I>(tx, rows[index].row, outcome);
                            });
    };
    return command;
}

}  // namespace ledger::bulk
