// Turns somebody's CSV into ours: columns renamed or left out, lists and records kept, a chunk of
// rows at a time.
#pragma once

#include "engine/kernel/function_ref.hpp"
#include "engine/kernel/result.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::app {

struct CsvMapping {
    std::map<std::string, std::string> columns;  ///< Name in the file -> field.
    std::set<std::string> ignored;
    char list_separator = ';';
    std::string time_offset;  ///< Appended to times without one: "Z", "+01:00"; "" for none.
    /// Longitudes beyond 180°, as centroids of countries across the antimeridian have them, become
    /// the same place west of it: 193.2164 is -166.7836.
    bool wrap_longitude = false;
};

/// The columns that `../shared/data/README.md` describes, by this project's names for them.
CsvMapping shared_csv_preset();

/// A request's worth of rows, with our header.
struct CsvChunk {
    std::string text;
    std::size_t first_row =
        1;  ///< Number of its first row in the file; 1 is the first row of data.
    std::size_t rows = 0;
};

class CsvFile {
public:
    CsvFile(CsvMapping mapping, std::size_t rows_per_chunk);
    ~CsvFile();
    CsvFile(const CsvFile&) = delete;
    CsvFile& operator=(const CsvFile&) = delete;

    /// An error names the column that nobody mapped, or the row that is no CSV.
    Result<void> feed(std::string_view bytes, FunctionRef<Result<void>(const CsvChunk&)> sink);
    Result<void> finish(FunctionRef<Result<void>(const CsvChunk&)> sink);

private:
    struct Parser;
    struct Column {
        std::string field;  ///< "": left out.
        bool is_list = false;
        bool is_time = false;
        bool is_longitude = false;
    };
    Result<void> take_records(FunctionRef<Result<void>(const CsvChunk&)> sink);
    Result<void> take_header(const std::vector<std::string>& names);
    Result<void> take_row(const std::vector<std::string>& cells);
    Result<void> flush(FunctionRef<Result<void>(const CsvChunk&)> sink);
    std::string converted(const Column& column, const std::string& cell) const;

    CsvMapping mapping_;
    std::size_t rows_per_chunk_;
    std::unique_ptr<Parser> parser_;
    std::vector<Column> columns_;
    std::string header_;
    CsvChunk chunk_;
    std::size_t rows_ = 0;
};

}  // namespace ledger::app
