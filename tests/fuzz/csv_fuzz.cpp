// CSV imports: however the bytes arrive, the same rows are read.
#include "engine/bulk/csv_rows.hpp"
#include "tests/fuzz/import_rows.hpp"

void ledger::test::fuzz(std::string_view input) {
    const auto mapping =
        bulk::Mapping::make({}, bulk::RowQueueOf<outages::OutageImporter>{}.form());
    check_rows(input, [&] { return bulk::CsvRows{*mapping}; });
}
