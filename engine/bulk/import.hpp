// The body of an import route: read as it arrives, in any of the formats.
#pragma once

#include "engine/bulk/import_query.hpp"
#include "engine/bulk/row_queue.hpp"

#include <memory>

namespace ledger::bulk {

/// Reads what `request` announces into `rows`. Errors: 400 for the query, 415 for the format.
Result<std::unique_ptr<BodyReader>> open_import(const Request& request,
                                                std::unique_ptr<RowQueue> rows);

/// The opener of a route on which a domain's rows are imported.
template <Importer I>
Result<std::unique_ptr<BodyReader>> open_import(const Request& request) {
    return open_import(request, std::make_unique<RowQueueOf<I>>());
}

}  // namespace ledger::bulk
