#include "http/app/import_verb.hpp"

#include "engine/core/uuid_source.hpp"
#include "engine/domains/outages/bulk_import.hpp"
#include "engine/kernel/codec.hpp"
#include "engine/kernel/encoding.hpp"
#include "http/app/exit_codes.hpp"
#include "http/app/progress.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace ledger::app {
namespace {

using bulk::ListedError;
using outages::ImportReply;

constexpr std::size_t read_bytes = 64U << 10U;
constexpr std::size_t rows_per_request = 256;
constexpr std::size_t shown_errors = 20;
constexpr int first_error_status = 400;

struct Summary {
    std::int64_t rows = 0;
    std::int64_t imported = 0;
    std::int64_t validated = 0;
    std::int64_t skipped = 0;
    std::int64_t error_count = 0;
    std::vector<ListedError> errors;
    static constexpr auto fields() {
        using S = Summary;
        return std::tuple{Field{"rows", &S::rows, "Rows read."},
                          Field{"imported", &S::imported, "Rows that are outages now."},
                          Field{"validated", &S::validated, "Rows without an error."},
                          Field{"skipped", &S::skipped, "Rows that were there before."},
                          Field{"error_count", &S::error_count, "Errors in all rows."},
                          Field{"errors", &S::errors, "Each of them."}};
    }
};

class Import {
public:
    Import(Remote remote, const ImportRequest& request, const ImportSurroundings& around)
        : remote_{std::move(remote)},
          request_{request},
          key_{to_text(UuidSource{around.entropy}.next(around.clock.now()))} {}

    /// One request; `first_row` is the number of its first row in the file.
    Result<void> send(std::string_view body, std::size_t first_row) {
        TRY(reply, remote_.ask_any("POST", target(),
                                   {{"Content-Type", content_type()},
                                    {"Idempotency-Key", fmt::format("{}-{}", key_, ++requests_)}},
                                   body));
        const auto told = json::parse<ImportReply>(reply.body);
        // Of an atomic import that is refused there is a report as well: it names the bad rows.
        if (!told) return fail(reply.status < first_error_status ? told.error() : error_of(reply));
        add(*told, static_cast<std::int64_t>(first_row) - 1);
        return {};
    }
    const Summary& summary() const { return summary_; }

private:
    std::string target() const {
        return "/api/v1/outages/bulk-import" +
               query_of({{"consistency", request_.atomic ? "atomic" : "partial"},
                         {"dry_run", request_.dry_run ? "true" : ""}});
    }
    std::string content_type() const {
        switch (request_.format) {
            case ImportFormat::csv: return "text/csv";
            case ImportFormat::ndjson: return "application/x-ndjson";
            case ImportFormat::json: return "application/json";
        }
        return "";
    }
    void add(const ImportReply& told, std::int64_t rows_before) {
        summary_.rows += told.total_rows;
        summary_.imported += told.imported;
        summary_.validated += told.validated;
        summary_.skipped += told.skipped;
        summary_.error_count += told.error_count;
        for (ListedError error : told.errors) {
            error.row += rows_before;
            summary_.errors.push_back(std::move(error));
        }
    }

    Remote remote_;
    const ImportRequest& request_;
    std::string key_;
    std::size_t requests_ = 0;
    Summary summary_;
};

/// Hands the file's bytes on as they are read.
Result<void> read_pieces(const File& file, FunctionRef<Result<void>(std::string_view)> sink) {
    std::array<char, read_bytes> buffer{};
    std::uint64_t offset = 0;
    while (true) {
        TRY(count, file.read_at(offset, buffer));
        if (count == 0) return {};
        offset += count;
        TRY(sink({buffer.data(), count}));
    }
}

Result<void> send_csv(const File& file, std::uint64_t size, const ImportRequest& request,
                      Import& import, Progress& progress) {
    const std::size_t rows =
        request.atomic ? std::numeric_limits<std::size_t>::max() : rows_per_request;
    CsvFile csv{request.mapping, rows};
    std::uint64_t done = 0;
    const auto sink = [&](const CsvChunk& chunk) {
        return import.send(chunk.text, chunk.first_row);
    };
    TRY(read_pieces(file, [&](std::string_view piece) -> Result<void> {
        TRY(csv.feed(piece, sink));
        done += piece.size();
        progress.update(done, size);
        return {};
    }));
    return csv.finish(sink);
}

/// Lines are sent as they are, some hundred at a time; atomic ones and documents as a whole.
Result<void> send_json(const File& file, std::uint64_t size, const ImportRequest& request,
                       Import& import, Progress& progress) {
    const bool whole = request.atomic || request.format == ImportFormat::json;
    std::string pending;
    std::size_t lines = 0;
    std::size_t sent_lines = 0;
    std::uint64_t done = 0;
    TRY(read_pieces(file, [&](std::string_view piece) -> Result<void> {
        for (const char c : piece) {
            pending += c;
            if (c != '\n' || whole || ++lines % rows_per_request != 0) continue;
            TRY(import.send(pending, sent_lines + 1));
            sent_lines = lines;
            pending.clear();
        }
        done += piece.size();
        progress.update(done, size);
        return {};
    }));
    if (pending.empty()) return {};
    return import.send(pending, sent_lines + 1);
}

void print(const Summary& summary, bool dry_run) {
    fmt::print("{} rows: {} {}, {} skipped (already there), {} errors\n", summary.rows,
               dry_run ? summary.validated - summary.skipped : summary.imported,
               dry_run ? "would be imported" : "imported", summary.skipped, summary.error_count);
    for (std::size_t i = 0; i < std::min(shown_errors, summary.errors.size()); ++i) {
        const ListedError& error = summary.errors[i];
        fmt::print(stderr, "  row {}{}{}: {}\n", error.row, error.field.empty() ? "" : ", ",
                   error.field, error.message);
    }
    if (summary.errors.size() > shown_errors)
        fmt::print(stderr, "  and {} more; see them with --json\n",
                   summary.errors.size() - shown_errors);
}

}  // namespace

int import_outages(const RemoteSettings& settings, const ImportRequest& request,
                   const ImportSurroundings& around) {
    auto file = around.files.open(request.file, OpenMode::read);
    if (!file) return tell(file.error());
    const auto size = (*file)->size();
    if (!size) return tell(size.error());
    auto remote = Remote::connect(settings, around.files);
    if (!remote) return tell(remote.error());

    Import import{std::move(*remote), request, around};
    Progress progress{around.clock, "bytes", request.quiet};
    const Result<void> sent = request.format == ImportFormat::csv
                                  ? send_csv(**file, *size, request, import, progress)
                                  : send_json(**file, *size, request, import, progress);
    progress.finish();
    if (settings.json) {
        fmt::print("{}\n", json::text_of(import.summary()));
    } else {
        print(import.summary(), request.dry_run);
    }
    if (!sent) return tell(sent.error());
    return import.summary().error_count == 0 ? exit_ok : exit_failed;
}

}  // namespace ledger::app
