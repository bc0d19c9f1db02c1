#include "engine/bulk/import_body.hpp"

#include <array>
#include <utility>

namespace ledger::bulk {
namespace {

constexpr std::size_t max_streamed_bytes = std::size_t{64} << 20;
constexpr std::size_t max_document_bytes = std::size_t{10} << 20;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view csv_type = "text/csv";
constexpr std::string_view lines_type = "application/x-ndjson";
constexpr std::string_view document_type = "application/json";
constexpr std::string_view form_type = "multipart/form-data";

/// How a file's name tells its type; browsers send what they make of it, or nothing.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> type_of_ending{
    {{".csv", csv_type},
     {".ndjson", lines_type},
     {".jsonl", lines_type},
     {".json", document_type}}};

Error unreadable() {
    Error error{.kind = ErrorKind::unsupported_media_type,
                .code = "import.media_type",
                .message =
                    "an import is text/csv, application/x-ndjson or application/json, or a "
                    "form with one such file"};
    for (const std::string_view type : {csv_type, lines_type, document_type, form_type})
        error.allowed.emplace_back(type);
    return error;
}

Error bad_part(std::string_view name, std::string_view rule, std::string_view message) {
    return invalid_fields({{std::string{name},
                            std::string{rule},
                            "the part " + std::string{name} + " " + std::string{message},
                            {}}});
}

}  // namespace

std::string MarkFilter::pass(std::string_view bytes) {
    if (is_past_) return std::string{bytes};
    head_ += bytes;
    if (head_.size() < byte_order_mark.size() && byte_order_mark.starts_with(head_)) return {};
    is_past_ = true;
    if (head_.starts_with(byte_order_mark)) head_.erase(0, byte_order_mark.size());
    return std::exchange(head_, {});
}

Result<ImportBody> ImportBody::open(const Request& request,
                                    std::unique_ptr<const Mapping> mapping) {
    ImportBody body{std::move(mapping)};
    if (request.content_type == form_type && !request.boundary.empty()) {
        body.parts_.emplace(request.boundary);
        return body;
    }
    body.rows_ = body.rows_of(request.content_type);
    if (!body.rows_) return fail(unreadable());
    return body;
}

std::optional<ImportBody::Rows> ImportBody::rows_of(std::string_view content_type) const {
    if (content_type == csv_type) return std::optional<Rows>{std::in_place, CsvRows{*mapping_}};
    if (content_type == lines_type) return Rows{JsonLines{}};
    if (content_type == document_type) return Rows{JsonDocument{mapping_->form().rows_name}};
    return std::nullopt;
}

std::size_t ImportBody::max_bytes() const {
    return is_document() ? max_document_bytes : max_streamed_bytes;
}

bool ImportBody::is_document() const {
    return rows_ && std::holds_alternative<JsonDocument>(*rows_);
}

Result<void> ImportBody::open_part(const PartHead& head) {
    if (head.name != file_part) return fail(bad_part(head.name, "unknown", "is not known"));
    if (rows_) return fail(bad_part(head.name, "duplicate", "is there twice"));
    rows_ = rows_of(head.content_type);
    for (const auto& [ending, type] : type_of_ending)
        if (!rows_ && head.file_name.ends_with(ending)) rows_ = rows_of(type);
    if (!rows_) return fail(unreadable());
    return {};
}

Result<void> ImportBody::feed(std::string_view bytes, RowSink sink) {
    if (!parts_) return read(mark_filter_.pass(bytes), sink);
    const auto open = [&](const PartHead& head) { return open_part(head); };
    const auto content = [&](std::string_view piece) {
        return read(mark_filter_.pass(piece), sink);
    };
    return parts_->feed(bytes, {open, content});
}

Result<void> ImportBody::finish(RowSink sink) {
    if (parts_) TRY(parts_->finish());
    if (!rows_) return fail(bad_part(file_part, "required", "is missing"));
    TRY(read(mark_filter_.finish(), sink));
    return with_rows(sink, [](auto& rows, RowSink mapping) { return rows.finish(mapping); });
}

Result<void> ImportBody::read(std::string_view bytes, RowSink sink) {
    return with_rows(sink, [&](auto& rows, RowSink mapping) { return rows.feed(bytes, mapping); });
}

/// CSV maps its columns once; what comes in JSON is mapped row by row.
template <class Read>
Result<void> ImportBody::with_rows(RowSink sink, Read read) {
    if (CsvRows* csv = std::get_if<CsvRows>(&*rows_)) return read(*csv, sink);
    const auto mapping = [&](RawRow row) { sink(mapped(*mapping_, std::move(row))); };
    return std::visit([&](auto& rows) { return read(rows, mapping); }, *rows_);
}

}  // namespace ledger::bulk
