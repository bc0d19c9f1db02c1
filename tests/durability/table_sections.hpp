// What stands where in a table file of RocksDB.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::test {

/// From `from` up to `until`.
struct Section {
    std::string name;  ///< "data", "filter", "properties", "metaindex", "index" or "footer".
    std::uint64_t from = 0;
    std::uint64_t until = 0;
};

/// In the order in which they stand; whatever is between them is "data".
std::vector<Section> table_sections(std::string_view table);

}  // namespace ledger::test
