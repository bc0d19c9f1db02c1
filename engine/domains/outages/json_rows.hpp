// Rows of an import in JSON: one object a line, or one array of them.
#pragma once

#include "engine/domains/outages/import_row.hpp"
#include "engine/kernel/function_ref.hpp"

#include <string>
#include <string_view>

namespace ledger::outages {

/// Newline-delimited JSON as it arrives. Blank lines are no rows; a line that cannot be read is a
/// row with an error.
class JsonLines {
public:
    Result<void> feed(std::string_view bytes, FunctionRef<void(RawRow)> sink);
    Result<void> finish(FunctionRef<void(RawRow)> sink);

private:
    void take_line(FunctionRef<void(RawRow)> sink);

    std::string line_;
    std::size_t row_number_ = 0;
    bool is_too_long_ = false;  ///< The rest of this line is passed over.
};

/// An array of rows, or an object with the one member `outages`; read as a whole at its end.
class JsonDocument {
public:
    Result<void> feed(std::string_view bytes, FunctionRef<void(RawRow)> sink);
    Result<void> finish(FunctionRef<void(RawRow)> sink);

private:
    std::string document_;
};

}  // namespace ledger::outages
