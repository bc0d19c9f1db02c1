// Aligned columns of plain text, for people.
#pragma once

#include <string>
#include <vector>

namespace ledger::app {

class Table {
public:
    explicit Table(std::vector<std::string> headings) { rows_.push_back(std::move(headings)); }
    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    /// Widths count code points; control characters are shown as '?'.
    std::string text() const;

private:
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace ledger::app
