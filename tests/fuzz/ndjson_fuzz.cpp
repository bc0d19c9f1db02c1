// JSON imports, by line and as one document: however the bytes arrive, the same rows are read.
#include "engine/bulk/json_rows.hpp"
#include "tests/fuzz/import_rows.hpp"

void ledger::test::fuzz(std::string_view input) {
    check_rows(input, [] { return bulk::JsonLines{}; });
    check_rows(input, [] { return bulk::JsonDocument{outages::OutageImporter::rows_name}; });
}
