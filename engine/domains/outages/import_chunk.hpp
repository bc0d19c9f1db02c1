// A part of an import that is decided as one command.
#pragma once

#include "engine/domains/outages/import_report.hpp"
#include "engine/domains/outages/import_row.hpp"
#include "engine/kernel/route.hpp"

namespace ledger::outages {

/// Other writers come between two chunks of a partial import (ruling 60).
inline constexpr std::size_t rows_per_chunk = 256;
/// An atomic import is one chunk.
inline constexpr std::size_t max_atomic_rows = 10'000;

struct ImportChunk {
    std::vector<NumberedRow> rows;
    Consistency consistency = Consistency::partial;
    ImportMode mode = ImportMode::commit;  ///< A dry run does everything, and undoes it.
};

/// The body of a chunk's answer.
struct ChunkAnswer {
    std::vector<RowOutcome> rows;

    static constexpr auto fields() {
        return std::tuple{Field{"rows", &ChunkAnswer::rows, "In order."}.items(0, max_atomic_rows)};
    }
};

PreparedCommand prepare_chunk(ImportChunk chunk);

}  // namespace ledger::outages
