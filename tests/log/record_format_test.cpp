// docs/record-format.md says exactly what the code does: every vector of the page, no more, no
// fewer.
#include "tests/log/record_format_vectors.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <sstream>

using namespace ledger::test;

namespace {

using Blocks = std::map<std::string, std::string>;

/// The page's blocks by name.
Blocks blocks_of(std::istream& page) {
    const std::string marker = "```vector ";
    Blocks blocks;
    std::string* block = nullptr;
    for (std::string line; std::getline(page, line);) {
        if (line.starts_with(marker)) {
            block = &blocks[line.substr(marker.size())];
        } else if (line == "```") {
            block = nullptr;
        } else if (block != nullptr) {
            *block += line + '\n';
        }
    }
    return blocks;
}

}  // namespace

TEST_CASE("the vectors in docs/record-format.md are what the code produces") {
    std::ifstream file{LEDGER_SOURCE_DIR "/docs/record-format.md"};
    REQUIRE(file.is_open());
    Blocks page = blocks_of(file);
    for (const FormatVector& vector : record_format_vectors()) {
        REQUIRE_MESSAGE(page.contains(vector.name), "the page lacks " << vector.name);
        CHECK_MESSAGE(page[vector.name] == vector.text, vector.name << " should be\n"
                                                                    << vector.text);
        page.erase(vector.name);
    }
    for (const auto& [name, text] : page)
        FAIL_CHECK("the page has a vector that nothing checks: " << name);
}
