#include "engine/bulk/import.hpp"

#include "engine/bulk/import_body.hpp"
#include "engine/core/content_hash.hpp"
#include "engine/kernel/query.hpp"

#include <map>
#include <set>

namespace ledger::bulk {
namespace {

/// A partial dry run keeps nothing between its chunks, so that rows which repeat one of an earlier
/// chunk must be found here.
class Repeats {
public:
    void expect(std::size_t number, const Touch& identity) {
        expected_.emplace(number, key_of(identity));
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
    static std::uint64_t key_of(const Touch& identity) {
        const Hash hash = content_hash(identity.unique_space + '\n' + identity.value);
        return ByteReader{as_view(hash)}.take<std::uint64_t>();
    }

    std::map<std::size_t, std::uint64_t> expected_;
    std::set<std::uint64_t> seen_;
};

class BulkImport final : public BodyReader {
public:
    BulkImport(std::unique_ptr<RowQueue> pending, ImportBody body, const ImportQuery& query)
        : pending_{std::move(pending)},
          body_{std::move(body)},
          mode_{query.dry_run ? ImportMode::dry_run : ImportMode::commit},
          consistency_{query.consistency},
          job_kind_{std::string{pending_->form().rows_name} + ".import"} {}

    Result<std::vector<PreparedCommand>> feed(std::string_view bytes) override;
    Result<std::vector<PreparedCommand>> finish() override;
    void on_answer(Result<Reply> answer) override;
    Result<Reply> reply() override;
    std::string_view job_kind() const override {
        const bool may_wait = !is_atomic() && mode_ == ImportMode::commit && !body_.is_document();
        return may_wait ? std::string_view{job_kind_} : std::string_view{};
    }

private:
    bool is_atomic() const { return consistency_ == Consistency::atomic; }
    void take(const RawRow& raw);
    Result<void> check_size() const;
    PreparedCommand next_chunk(std::size_t count);

    std::unique_ptr<RowQueue> pending_;
    ImportBody body_;
    ImportMode mode_;
    Consistency consistency_;
    std::string job_kind_;
    std::size_t bytes_ = 0;
    std::size_t row_count_ = 0;
    Repeats repeats_;
    ImportReport report_;
    std::optional<Error> failure_;  ///< Why a chunk was not decided.
};

void BulkImport::take(const RawRow& raw) {
    ++row_count_;
    const Result<void> pushed = pending_->push(raw);
    if (pushed) return;
    RowOutcome row;
    row.row = static_cast<std::int64_t>(raw.number);
    report_.add(refused_row(std::move(row), pushed.error()));
}

Result<void> BulkImport::check_size() const {
    if (bytes_ > body_.max_bytes())
        return fail(
            ErrorKind::payload_too_large, "import.too_large",
            "an import of this type has at most " + std::to_string(body_.max_bytes()) + " bytes");
    if (is_atomic() && row_count_ > max_atomic_rows)
        return fail(ErrorKind::atomic_too_large, "import.atomic_too_large",
                    "an atomic import has at most 10000 rows");
    return {};
}

PreparedCommand BulkImport::next_chunk(std::size_t count) {
    ChunkTerms terms{.consistency = consistency_, .mode = mode_};
    // It cannot succeed any more, but what is wrong with the other rows is worth knowing.
    if (is_atomic() && report_.error_count() > 0) terms.mode = ImportMode::dry_run;
    for (std::size_t i = 0; mode_ == ImportMode::dry_run && i < count; ++i) {
        const auto [number, identity] = pending_->identity(i);
        if (identity) repeats_.expect(number, *identity);
    }
    return pending_->take(count, terms);
}

Result<std::vector<PreparedCommand>> BulkImport::feed(std::string_view bytes) {
    if (failure_) return fail(*failure_);
    bytes_ += bytes.size();
    TRY(check_size());
    TRY(body_.feed(bytes, [&](const RawRow& row) { take(row); }));
    TRY(check_size());
    std::vector<PreparedCommand> commands;
    while (!is_atomic() && pending_->size() >= rows_per_chunk)
        commands.push_back(next_chunk(rows_per_chunk));
    return commands;
}

Result<std::vector<PreparedCommand>> BulkImport::finish() {
    if (failure_) return fail(*failure_);
    TRY(body_.finish([&](const RawRow& row) { take(row); }));
    TRY(check_size());
    std::vector<PreparedCommand> commands;
    const std::size_t most = is_atomic() ? max_atomic_rows : rows_per_chunk;
    while (pending_->size() > 0) commands.push_back(next_chunk(std::min(most, pending_->size())));
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
                 .body = pending_->text_of(report_.reply(mode_, consistency_))};
}

}  // namespace

Result<std::unique_ptr<BodyReader>> open_import(const Request& request,
                                                std::unique_ptr<RowQueue> rows) {
    TRY(query, parse_query<ImportQuery>(request));
    if (query.settle)
        return fail(impossible("settle", "unsupported", "an import cannot be settled yet"));
    TRY(mapping, Mapping::make(query, rows->form()));
    TRY(body, ImportBody::open(request, std::make_unique<const Mapping>(std::move(mapping))));
    return std::make_unique<BulkImport>(std::move(rows), std::move(body), query);
}

}  // namespace ledger::bulk
