// The test vectors of docs/record-format.md, made by the code that they are to hold against.
#pragma once

#include <string>
#include <vector>

namespace ledger::test {

/// One fenced block of the page: the lines between "```vector <name>" and "```".
struct FormatVector {
    std::string name;
    std::string text;
};

std::vector<FormatVector> record_format_vectors();

}  // namespace ledger::test
