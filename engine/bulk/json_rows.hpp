// Rows of an import in JSON: one object a line, or one array of them.
#pragma once

#include "engine/bulk/raw_row.hpp"
#include "engine/kernel/function_ref.hpp"

#include <string>
#include <string_view>

namespace ledger::bulk {

/// Newline-delimited JSON as it arrives. Blank lines are no rows; a line that cannot be read is a
/// row with an error.
class JsonLines {
public:
    Result<void> feed(std::string_view bytes, RowSink sink);
    Result<void> finish(RowSink sink);

private:
    void take_line(RowSink sink);

    std::string line_;
    std::size_t row_number_ = 0;
    bool is_too_long_ = false;  ///< The rest of this line is passed over.
};

/// An array of rows, or an object with one member that is one; read as a whole at its end.
class JsonDocument {
public:
    /// `rows_name` outlives it.
    explicit JsonDocument(std::string_view rows_name) : rows_name_{rows_name} {}

    Result<void> feed(std::string_view bytes, RowSink sink);
    Result<void> finish(RowSink sink);

private:
    std::string_view rows_name_;
    std::string document_;
};

}  // namespace ledger::bulk
