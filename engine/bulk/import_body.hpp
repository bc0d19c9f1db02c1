// The body of an import in any of its formats, bare or as the file of a form.
#pragma once

#include "engine/bulk/csv_rows.hpp"
#include "engine/bulk/json_rows.hpp"
#include "engine/bulk/multipart.hpp"
#include "engine/kernel/request.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace ledger::bulk {

/// What a form calls the part that holds the rows.
inline constexpr std::string_view file_part = "file";

/// Passes bytes on without the mark that some programs put before UTF-8.
class MarkFilter {
public:
    std::string pass(std::string_view bytes);
    /// What looked like the beginning of a mark.
    std::string finish() { return std::exchange(head_, {}); }

private:
    std::string head_;
    bool is_past_ = false;
};

/// Turns bytes into rows, however they are cut.
class ImportBody {
public:
    /// Of the type that `request` announces. An error (415): it is none that can be read.
    static Result<ImportBody> open(const Request& request, std::unique_ptr<const Mapping> mapping);

    Result<void> feed(std::string_view bytes, RowSink sink);
    Result<void> finish(RowSink sink);
    /// How much of it may come.
    std::size_t max_bytes() const;
    /// Whether it is a JSON document, which is read as a whole at its end.
    bool is_document() const;

private:
    using Rows = std::variant<CsvRows, JsonLines, JsonDocument>;

    explicit ImportBody(std::unique_ptr<const Mapping> mapping) : mapping_{std::move(mapping)} {}
    std::optional<Rows> rows_of(std::string_view content_type) const;
    Result<void> open_part(const PartHead& head);
    Result<void> read(std::string_view bytes, RowSink sink);
    template <class Read>
    Result<void> with_rows(RowSink sink, Read read);

    std::unique_ptr<const Mapping> mapping_;
    std::optional<Multipart> parts_;  ///< Of a form.
    std::optional<Rows> rows_;        ///< Once its format is known.
    MarkFilter mark_filter_;
};

}  // namespace ledger::bulk
