// Rows of a CSV file (RFC 4180) as it arrives, by libcsv in its strict mode.
#pragma once

#include "engine/bulk/mapping.hpp"
#include "engine/kernel/function_ref.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct csv_parser;  // NOLINT(readability-identifier-naming): libcsv's.

namespace ledger::bulk {

/// The first record names the columns: members of the row type. Cells are trimmed unless quoted; an
/// empty one is absent. A malformed record is a row with an error, and reading goes on behind its
/// line; only a bad header ends it.
class CsvRows {
public:
    /// `mapping` outlives it.
    explicit CsvRows(const Mapping& mapping);

    Result<void> feed(std::string_view bytes, RowSink sink);
    Result<void> finish(RowSink sink);

private:
    struct Callbacks;
    struct Close {
        void operator()(csv_parser* parser) const;
    };
    using Record = std::vector<std::string>;
    void restart();
    Result<void> parse(std::string_view piece, RowSink sink);
    Result<void> take_records(RowSink sink);
    Result<void> take_header(const Record& names);
    RawRow row_of(const Record& record);
    Result<void> refuse(std::string_view rule, std::string_view message, RowSink sink);

    const Mapping* mapping_;
    std::unique_ptr<csv_parser, Close> parser_;
    /// By cell; empty until the header was read.
    std::vector<std::vector<const Column*>> columns_;
    Record record_;                ///< The cells so far of the record being read.
    std::vector<Record> records_;  ///< Read but not taken.
    std::size_t record_bytes_ = 0;
    std::size_t row_number_ = 0;
    bool skips_line_ = false;  ///< The rest of a line that was given up.
};

}  // namespace ledger::bulk
