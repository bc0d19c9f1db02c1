// GET /api/v1/outages/export: all outages that a filter names, as a file.
#include "engine/domains/outages/export_rows.hpp"
#include "engine/domains/outages/list_search.hpp"
#include "engine/domains/outages/queries.hpp"
#include "engine/domains/outages/views.hpp"
#include "engine/kernel/query.hpp"

#include <algorithm>
#include <array>

namespace ledger::outages {
namespace {

/// So many lines are looked up at once; of the longest ones they are two pieces.
constexpr std::size_t lines_at_once = 64;

struct FormatWords {
    ExportFormat format;
    std::string_view content_type;
    std::string_view file_name;
};
constexpr std::array formats{
    FormatWords{ExportFormat::csv, "text/csv; charset=utf-8", "outages.csv"},
    FormatWords{ExportFormat::json, "application/json", "outages.json"},
    FormatWords{ExportFormat::ndjson, "application/x-ndjson", "outages.ndjson"}};

/// Which outages, and in which order, is settled from the beginning; what they are is read as it
/// goes out, out of the same snapshot.
class Export final : public BodySource {
public:
    Export(const RowReader& rows, ExportFormat format, std::vector<Number> numbers)
        : rows_{rows}, format_{format}, numbers_{std::move(numbers)} {}

    Result<std::string> next() override {
        std::string piece;
        if (stage_ == Stage::begin) {
            append_export_begin(piece, format_);
            stage_ = Stage::rows;
        }
        while (stage_ == Stage::rows && piece.size() < piece_bytes) {
            TRY(append_lines(piece));
            if (next_ < numbers_.size()) continue;
            append_export_end(piece, format_);
            stage_ = Stage::end;
        }
        return piece;
    }
    void restart() override {
        stage_ = Stage::begin;
        next_ = 0;
    }

private:
    enum class Stage { begin, rows, end };

    Result<void> append_lines(std::string& piece) {
        const std::size_t count = std::min(lines_at_once, numbers_.size() - next_);
        const auto begin = numbers_.begin() + static_cast<std::ptrdiff_t>(next_);
        const std::vector<Number> numbers{begin, begin + static_cast<std::ptrdiff_t>(count)};
        std::vector<std::string> lines(count);
        TRY(read_lines(rows_, numbers,
                       [&](std::size_t place, std::string_view line) -> Result<void> {
                           lines[place] = line;
                           return {};
                       }));
        for (const std::string& line : lines)
            TRY(append_export_row(piece, format_, next_++ == 0, line));
        return {};
    }

    const RowReader& rows_;
    ExportFormat format_;
    std::vector<Number> numbers_;
    Stage stage_ = Stage::begin;
    std::size_t next_ = 0;
};

}  // namespace

Result<LongReply> export_outages(const Request& request, const Context& context) {
    TRY(asked, parse_query<ExportQuery>(request));
    if (auto errors = contradictions(asked); !errors.empty())
        return fail(invalid_fields(std::move(errors)));
    const RowReader& rows = context.rows(list_view);
    TRY(found, find_outages(rows, asked, {}));
    const auto* const words = std::ranges::find(formats, asked.format, &FormatWords::format);
    LongReply reply;
    reply.head.content_type = words->content_type;
    reply.head.headers = {
        {"Content-Disposition", "attachment; filename=\"" + std::string{words->file_name} + "\""}};
    reply.body = std::make_unique<Export>(rows, asked.format, std::move(found.numbers));
    return reply;
}

}  // namespace ledger::outages
