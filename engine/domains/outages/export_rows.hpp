// Outages as an export writes them: nothing in it depends on when it is made.
#pragma once

#include "engine/domains/outages/list_requests.hpp"

#include <string>
#include <string_view>

namespace ledger::outages {

/// What stands in front of the first outage: the header of a CSV file (columns that an import
/// reads), the bracket of a JSON array.
void append_export_begin(std::string& out, ExportFormat format);
/// `line`: a row of the list.
Result<void> append_export_row(std::string& out, ExportFormat format, bool is_first,
                               std::string_view line);
void append_export_end(std::string& out, ExportFormat format);

/// One cell (RFC 4180). A spreadsheet takes text that begins like a formula for one: such text gets
/// an apostrophe in front.
void append_text_cell(std::string& out, std::string_view text);

}  // namespace ledger::outages
