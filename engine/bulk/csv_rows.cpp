#include "engine/bulk/csv_rows.hpp"

#include "engine/kernel/assert.hpp"

#include <algorithm>
#include <csv.h>

namespace ledger::bulk {
namespace {

constexpr std::size_t max_record_bytes = std::size_t{1} << 20;
/// More than there are columns; what a record has beyond them is not kept.
constexpr std::size_t max_cells = 64;

FieldError header_error(std::string_view name, std::string_view rule, std::string_view message) {
    return {std::string{name},
            std::string{rule},
            "the column " + std::string{name} + " " + std::string{message},
            {}};
}

}  // namespace

/// libcsv's callbacks; they only collect, so that nothing is thrown through C.
struct CsvRows::Callbacks {
    static void cell(void* bytes, std::size_t size, void* rows) {
        Record& record = static_cast<CsvRows*>(rows)->record_;
        if (record.size() < max_cells) record.emplace_back(static_cast<const char*>(bytes), size);
    }
    static void record(int, void* rows) {
        auto& self = *static_cast<CsvRows*>(rows);
        self.records_.push_back(std::exchange(self.record_, {}));
        self.record_bytes_ = 0;
    }
};

void CsvRows::Close::operator()(csv_parser* parser) const {
    csv_free(parser);
    delete parser;
}

CsvRows::CsvRows(const Mapping& mapping) : mapping_{&mapping} { restart(); }

void CsvRows::restart() {
    parser_.reset(new csv_parser{});
    LEDGER_ASSERT(csv_init(parser_.get(), CSV_STRICT | CSV_STRICT_FINI) == 0);
    record_.clear();
    record_bytes_ = 0;
}

Result<void> CsvRows::feed(std::string_view bytes, RowSink sink) {
    while (!bytes.empty()) {
        const std::size_t line = std::min(bytes.find('\n'), bytes.size() - 1) + 1;
        // By lines, so that one bad line is found in the same way however the bytes arrive.
        const std::size_t size =
            skips_line_ ? line : std::min(line, max_record_bytes - record_bytes_);
        const std::string_view piece = bytes.substr(0, size);
        bytes.remove_prefix(size);
        if (skips_line_) {
            skips_line_ = !piece.ends_with('\n');
        } else {
            TRY(parse(piece, sink));
        }
    }
    return {};
}

Result<void> CsvRows::parse(std::string_view piece, RowSink sink) {
    record_bytes_ += piece.size();
    const std::size_t used = csv_parse(parser_.get(), piece.data(), piece.size(), Callbacks::cell,
                                       Callbacks::record, this);
    TRY(take_records(sink));
    const bool too_long = record_bytes_ >= max_record_bytes;
    if (used == piece.size() && !too_long) return {};
    skips_line_ = !piece.ends_with('\n');
    return too_long
               ? refuse("max_length", "a record has at most 1 MiB: is a quote not closed?", sink)
               : refuse("csv", "a quote stands where none may: double it, or quote the cell", sink);
}

Result<void> CsvRows::finish(RowSink sink) {
    const bool complete = csv_fini(parser_.get(), Callbacks::cell, Callbacks::record, this) == 0;
    TRY(take_records(sink));
    if (!complete) TRY(refuse("csv", "the last record's quote is not closed", sink));
    if (columns_.empty())
        return fail(invalid_fields({{"", "header", "the first record must name the columns", {}}}));
    return {};
}

Result<void> CsvRows::take_records(RowSink sink) {
    for (const Record& record : std::exchange(records_, {})) {
        if (columns_.empty()) {
            TRY(take_header(record));
        } else {
            sink(row_of(record));
        }
    }
    return {};
}

Result<void> CsvRows::refuse(std::string_view rule, std::string_view message, RowSink sink) {
    FieldError error{"", std::string{rule}, std::string{message}, {}};
    restart();
    if (columns_.empty()) return fail(invalid_fields({std::move(error)}));
    sink({.number = ++row_number_, .json = {}, .errors = {std::move(error)}});
    return {};
}

Result<void> CsvRows::take_header(const Record& names) {
    std::vector<FieldError> errors;
    std::vector<const Column*> given;
    const auto has = [&](const Column* column) {
        return std::ranges::find(given, column) != given.end();
    };
    for (const std::string& name : names) {
        columns_.emplace_back();
        if (mapping_->ignores(name)) continue;
        columns_.back() = mapping_->find(name);
        if (columns_.back().empty() || !std::ranges::all_of(columns_.back(), &Column::fits_cell))
            errors.push_back(header_error(name, "unknown", "is not known: map it, or ignore it"));
        if (std::ranges::any_of(columns_.back(), has))
            errors.push_back(header_error(name, "duplicate", "is there twice"));
        given.insert(given.end(), columns_.back().begin(), columns_.back().end());
    }
    for (const Column& column : mapping_->form().columns)
        if (column.is_required && !has(&column) && !mapping_->has_constant(column))
            errors.push_back(header_error(column.name, "required", "is missing"));
    if (errors.empty()) return {};
    return fail(invalid_fields(std::move(errors)));
}

RawRow CsvRows::row_of(const Record& record) {
    RowBuilder row{*mapping_, ++row_number_};
    if (record.size() != columns_.size()) {
        row.refuse({"",
                    "csv",
                    "the record has " + std::to_string(record.size()) + " cells, the header " +
                        std::to_string(columns_.size()),
                    {}});
        return row.finish();
    }
    for (std::size_t i = 0; i < record.size(); ++i)
        for (const Column* column : columns_[i]) row.add_text(*column, record[i]);
    return row.finish();
}

}  // namespace ledger::bulk
