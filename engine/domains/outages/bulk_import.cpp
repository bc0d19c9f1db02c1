#include "engine/domains/outages/bulk_import.hpp"

#include "engine/core/content_hash.hpp"
#include "engine/domains/outages/csv_rows.hpp"
#include "engine/domains/outages/import_chunk.hpp"
#include "engine/domains/outages/json_rows.hpp"
#include "engine/kernel/query.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <set>
#include <variant>

namespace ledger::outages {
namespace {

constexpr std::size_t max_streamed_bytes = std::size_t{64} << 20;
constexpr std::size_t max_document_bytes = std::size_t{10} << 20;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

struct ImportQuery {
    bool dry_run = false;
    Consistency consistency = Consistency::partial;
    bool settle = false;

    static constexpr auto fields() {
        using Q = ImportQuery;
        return std::tuple{
            Field{"dry_run", &Q::dry_run, "Only say what would happen."}.or_default(),
            Field{"consistency", &Q::consistency, "`atomic`: all rows or none."}.or_default(),
            Field{"settle", &Q::settle, "Pay what the import earns; not yet."}.or_default()};
    }
};

using Rows = std::variant<CsvRows, JsonLines, JsonDocument>;

std::optional<Rows> rows_of(std::string_view content_type) {
    if (content_type == "text/csv") return std::optional<Rows>{std::in_place, CsvRows{}};
    if (content_type == "application/x-ndjson") return Rows{JsonLines{}};
    if (content_type == "application/json") return Rows{JsonDocument{}};
    return std::nullopt;
}

/// Passes bytes on without the mark that some programs put before UTF-8.
class MarkFilter {
public:
    std::string pass(std::string_view bytes) {
        if (is_past_) return std::string{bytes};
        head_ += bytes;
        if (head_.size() < byte_order_mark.size() && byte_order_mark.starts_with(head_)) return {};
        is_past_ = true;
        if (head_.starts_with(byte_order_mark)) head_.erase(0, byte_order_mark.size());
        return std::exchange(head_, {});
    }
    /// What looked like the beginning of a mark.
    std::string finish() { return std::exchange(head_, {}); }

private:
    std::string head_;
    bool is_past_ = false;
};

/// A partial dry run keeps nothing between its chunks, so that rows which repeat one of an earlier
/// chunk must be found here.
class Repeats {
public:
    void expect(const NumberedRow& row) {
        if (const auto key = key_of(row.row)) expected_.emplace(row.number, *key);
    }
    void settle(RowOutcome& outcome) {
        const auto key = expected_.extract(static_cast<std::size_t>(outcome.row));
        if (key.empty() || outcome.status != RowStatus::validated) return;
        if (seen_.insert(key.mapped()).second) return;
        outcome.status = RowStatus::duplicate;
        outcome.duplicate = true;
    }

private:
    /// Eight bytes of a hash: at the million rows that 64 MiB can hold, two are the same with a
    /// chance of one in 10^7, and a dry run is only a forecast.
    static std::optional<std::uint64_t> key_of(const ImportRow& row) {
        const std::optional<std::string> external_id = external_id_of(row);
        if (!external_id && !row.detected_at) return std::nullopt;
        const std::string key =
            external_id ? *external_id : natural_key(facts_of(row, *row.detected_at));
        const Hash hash = content_hash(key);
        return ByteReader{as_view(hash)}.take<std::uint64_t>();
    }

    std::map<std::size_t, std::uint64_t> expected_;
    std::set<std::uint64_t> seen_;
};

class BulkImport final : public BodyReader {
public:
    BulkImport(Rows rows, const ImportQuery& query)
        : rows_{std::move(rows)},
          mode_{query.dry_run ? ImportMode::dry_run : ImportMode::commit},
          consistency_{query.consistency} {}

    Result<std::vector<PreparedCommand>> feed(std::string_view bytes) override;
    Result<std::vector<PreparedCommand>> finish() override;
    void on_answer(Result<Reply> answer) override;
    Result<Reply> reply() override;

private:
    bool is_atomic() const { return consistency_ == Consistency::atomic; }
    std::size_t max_bytes() const {
        return std::holds_alternative<JsonDocument>(rows_) ? max_document_bytes
                                                           : max_streamed_bytes;
    }
    void take(const RawRow& raw);
    Result<void> check_size() const;
    PreparedCommand next_chunk(std::size_t count);

    Rows rows_;
    ImportMode mode_;
    Consistency consistency_;
    MarkFilter mark_filter_;
    std::size_t bytes_ = 0;
    std::size_t row_count_ = 0;
    std::deque<NumberedRow> pending_;  ///< Read and well-formed, but not handed on.
    Repeats repeats_;
    ImportReport report_;
    std::optional<Error> failure_;  ///< Why a chunk was not decided.
};

void BulkImport::take(const RawRow& raw) {
    ++row_count_;
    Result<ImportRow> row = read_row(raw);
    if (!row) return report_.add(refused_row(raw.number, std::nullopt, row.error()));
    pending_.push_back({raw.number, std::move(*row)});
}

Result<void> BulkImport::check_size() const {
    if (bytes_ > max_bytes())
        return fail(ErrorKind::payload_too_large, "import.too_large",
                    "an import of this type has at most " + std::to_string(max_bytes()) + " bytes");
    if (is_atomic() && row_count_ > max_atomic_rows)
        return fail(ErrorKind::atomic_too_large, "import.atomic_too_large",
                    "an atomic import has at most 10000 rows");
    return {};
}

PreparedCommand BulkImport::next_chunk(std::size_t count) {
    const auto end = pending_.begin() + static_cast<std::ptrdiff_t>(count);
    ImportChunk chunk{
        .rows = {std::make_move_iterator(pending_.begin()), std::make_move_iterator(end)},
        .consistency = consistency_,
        .mode = mode_};
    pending_.erase(pending_.begin(), end);
    // It cannot succeed any more, but what is wrong with the other rows is worth knowing.
    if (is_atomic() && report_.error_count() > 0) chunk.mode = ImportMode::dry_run;
    if (mode_ == ImportMode::dry_run)
        for (const NumberedRow& row : chunk.rows) repeats_.expect(row);
    return prepare_chunk(std::move(chunk));
}

Result<std::vector<PreparedCommand>> BulkImport::feed(std::string_view bytes) {
    if (failure_) return fail(*failure_);
    bytes_ += bytes.size();
    TRY(check_size());
    const std::string text = mark_filter_.pass(bytes);
    const auto sink = [&](const RawRow& row) { take(row); };
    TRY(std::visit([&](auto& rows) { return rows.feed(text, sink); }, rows_));
    TRY(check_size());
    std::vector<PreparedCommand> commands;
    while (!is_atomic() && pending_.size() >= rows_per_chunk)
        commands.push_back(next_chunk(rows_per_chunk));
    return commands;
}

Result<std::vector<PreparedCommand>> BulkImport::finish() {
    if (failure_) return fail(*failure_);
    const std::string text = mark_filter_.finish();
    const auto sink = [&](const RawRow& row) { take(row); };
    TRY(std::visit([&](auto& rows) { return rows.feed(text, sink); }, rows_));
    TRY(std::visit([&](auto& rows) { return rows.finish(sink); }, rows_));
    TRY(check_size());
    std::vector<PreparedCommand> commands;
    const std::size_t most = is_atomic() ? max_atomic_rows : rows_per_chunk;
    while (!pending_.empty()) commands.push_back(next_chunk(std::min(most, pending_.size())));
    return commands;
}

void BulkImport::on_answer(Result<Reply> answer) {
    if (failure_) return;
    Result<ChunkAnswer> chunk =
        answer ? json::parse<ChunkAnswer>(answer->body) : fail(std::move(answer.error()));
    if (!chunk) {
        failure_ = std::move(chunk.error());
        return;
    }
    for (RowOutcome& row : chunk->rows) {
        if (mode_ == ImportMode::dry_run) repeats_.settle(row);
        report_.add(std::move(row));
    }
}

Result<Reply> BulkImport::reply() {
    if (failure_) {
        // Chunks before it are recorded, and a repetition with the same key goes on behind them.
        failure_->facts.emplace_back("persisted", std::to_string(report_.persisted()));
        return fail(*failure_);
    }
    const bool refused = is_atomic() && mode_ == ImportMode::commit && report_.error_count() > 0;
    return Reply{.status = refused ? http_status(ErrorKind::unprocessable) : 200,
                 .body = json::text_of(report_.reply(mode_, consistency_))};
}

}  // namespace

Result<std::unique_ptr<BodyReader>> open_import(const Request& request) {
    TRY(query, parse_query<ImportQuery>(request));
    if (query.settle)
        return fail(impossible("settle", "unsupported", "an import cannot be settled yet"));
    std::optional<Rows> rows = rows_of(request.content_type);
    if (!rows) {
        Error error{.kind = ErrorKind::unsupported_media_type,
                    .code = "import.media_type",
                    .message = "an import is text/csv, application/x-ndjson or application/json"};
        error.allowed = {"text/csv", "application/x-ndjson", "application/json"};
        return fail(std::move(error));
    }
    return std::make_unique<BulkImport>(std::move(*rows), query);
}

}  // namespace ledger::outages
