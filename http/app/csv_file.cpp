#include "http/app/csv_file.hpp"

#include "engine/kernel/assert.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <csv.h>
#include <span>
#include <utility>

namespace ledger::app {
namespace {

constexpr std::size_t max_cells = 256;

constexpr std::array<std::string_view, 2> list_fields{"affected_services", "tags"};
constexpr std::array<std::string_view, 2> time_fields{"detected_at", "resolved_at"};
constexpr std::array<std::string_view, 19> known_fields{"external_id",
                                                        "id",
                                                        "site_name",
                                                        "site_id",
                                                        "severity",
                                                        "status",
                                                        "description",
                                                        "affected_services",
                                                        "latitude",
                                                        "longitude",
                                                        "affected_subscribers",
                                                        "assigned_to",
                                                        "detected_at",
                                                        "resolved_at",
                                                        "root_cause",
                                                        "resolution_notes",
                                                        "tags",
                                                        "maintenance",
                                                        "back_dating_reason"};

bool is_among(std::span<const std::string_view> names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

void append_cell(std::string& line, std::string_view cell) {
    line += '"';
    for (const char c : cell) {
        if (c == '"') line += '"';
        line += c;
    }
    line += '"';
}

/// RFC 3339 without an offset: "2026-01-16T09:30:00".
bool lacks_offset(std::string_view time) {
    constexpr std::size_t date_length = 10;
    return time.size() > date_length && !time.ends_with('Z') && !time.ends_with('z') &&
           time.find_first_of("+-", date_length) == std::string_view::npos;
}

/// With as many decimals as before; what is no longitude beyond 180 degrees stays as it is, for the
/// server to judge.
std::string wrapped(const std::string& text) {
    constexpr double half_turn = 180;
    double degrees = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, degrees);
    if (error != std::errc{} || stop != end || degrees <= half_turn || degrees >= 2 * half_turn)
        return text;
    const std::size_t point = text.find('.');
    const std::size_t decimals = point == std::string::npos ? 0 : text.size() - point - 1;
    return fmt::format("{:.{}f}", degrees - 2 * half_turn, decimals);
}

Error malformed(std::size_t row, std::string_view message) {
    return {.kind = ErrorKind::validation,
            .code = "csv.malformed",
            .message = fmt::format("row {}: {}", row, message)};
}

}  // namespace

/// libcsv's state; its callbacks only collect, so that nothing is thrown through C.
struct CsvFile::Parser {
    Parser() {
        LEDGER_ASSERT(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) == 0);
    }
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;
    ~Parser() { csv_free(&parser); }

    static void cell(void* bytes, std::size_t size, void* self) {
        auto& record = static_cast<Parser*>(self)->record;
        if (record.size() < max_cells) record.emplace_back(static_cast<const char*>(bytes), size);
    }
    static void end(int, void* self) {
        auto& parser = *static_cast<Parser*>(self);
        parser.records.push_back(std::exchange(parser.record, {}));
    }

    csv_parser parser{};
    std::vector<std::string> record;
    std::vector<std::vector<std::string>> records;
};

CsvMapping shared_csv_preset() {
    return {.columns = {{"id", "external_id"}, {"source", "tags"}},
            .ignored = {},
            .list_separator = '|',
            .time_offset = {},
            .wrap_longitude = true};
}

CsvFile::CsvFile(CsvMapping mapping, std::size_t rows_per_chunk)
    : mapping_{std::move(mapping)},
      rows_per_chunk_{rows_per_chunk},
      parser_{std::make_unique<Parser>()} {}

CsvFile::~CsvFile() = default;

Result<void> CsvFile::feed(std::string_view bytes,
                           FunctionRef<Result<void>(const CsvChunk&)> sink) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (columns_.empty() && parser_->record.empty() && bytes.starts_with(byte_order_mark))
        bytes.remove_prefix(byte_order_mark.size());
    const std::size_t taken = csv_parse(&parser_->parser, bytes.data(), bytes.size(), Parser::cell,
                                        Parser::end, parser_.get());
    TRY(take_records(sink));
    if (taken != bytes.size())
        return fail(malformed(rows_ + 1, csv_strerror(csv_error(&parser_->parser))));
    return {};
}

Result<void> CsvFile::finish(FunctionRef<Result<void>(const CsvChunk&)> sink) {
    if (csv_fini(&parser_->parser, Parser::cell, Parser::end, parser_.get()) != 0)
        return fail(malformed(rows_ + 1, csv_strerror(csv_error(&parser_->parser))));
    TRY(take_records(sink));
    if (columns_.empty())
        return fail(ErrorKind::validation, "csv.empty", "the file has no header row");
    return flush(sink);
}

Result<void> CsvFile::take_records(FunctionRef<Result<void>(const CsvChunk&)> sink) {
    for (const auto& record : std::exchange(parser_->records, {})) {
        if (columns_.empty()) {
            TRY(take_header(record));
            continue;
        }
        TRY(take_row(record));
        if (chunk_.rows == rows_per_chunk_) TRY(flush(sink));
    }
    return {};
}

Result<void> CsvFile::take_header(const std::vector<std::string>& names) {
    std::vector<std::string> unknown;
    for (const std::string& name : names) {
        const auto mapped = mapping_.columns.find(name);
        const std::string field = mapped == mapping_.columns.end() ? name : mapped->second;
        Column column;
        if (!mapping_.ignored.contains(name)) {
            if (!is_among(known_fields, field)) unknown.push_back(name);
            column = {.field = field,
                      .is_list = is_among(list_fields, field),
                      .is_time = is_among(time_fields, field),
                      .is_longitude = field == "longitude"};
            if (!header_.empty()) header_ += ',';
            header_ += field;
        }
        columns_.push_back(std::move(column));
    }
    if (!unknown.empty())
        return fail(ErrorKind::validation, "csv.unmapped",
                    fmt::format("no field for column {}: map it (--map {}=FIELD) or leave it out "
                                "(--ignore {})",
                                unknown.front(), unknown.front(), unknown.front()));
    header_ += '\n';
    return {};
}

Result<void> CsvFile::take_row(const std::vector<std::string>& cells) {
    ++rows_;
    if (cells.size() != columns_.size())
        return fail(malformed(
            rows_, fmt::format("{} cells under {} columns", cells.size(), columns_.size())));
    if (chunk_.rows == 0) chunk_ = {.text = header_, .first_row = rows_, .rows = 0};
    bool first = true;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (columns_[i].field.empty()) continue;
        if (!std::exchange(first, false)) chunk_.text += ',';
        // An empty cell stays unquoted: quoted, it would be an empty text instead of none.
        if (!cells[i].empty()) append_cell(chunk_.text, converted(columns_[i], cells[i]));
    }
    chunk_.text += '\n';
    ++chunk_.rows;
    return {};
}

std::string CsvFile::converted(const Column& column, const std::string& cell) const {
    std::string text = cell;
    if (column.is_list) std::ranges::replace(text, mapping_.list_separator, ';');
    if (column.is_time && !mapping_.time_offset.empty() && lacks_offset(text))
        text += mapping_.time_offset;
    if (column.is_longitude && mapping_.wrap_longitude) return wrapped(text);
    return text;
}

Result<void> CsvFile::flush(FunctionRef<Result<void>(const CsvChunk&)> sink) {
    if (chunk_.rows == 0) return {};
    const CsvChunk full = std::exchange(chunk_, {});
    return sink(full);
}

}  // namespace ledger::app
