#include "engine/domains/outages/import_chunk.hpp"

#include "engine/core/tx.hpp"
#include "engine/domains/outages/commands.hpp"

#include <algorithm>
#include <set>

namespace ledger::outages {
namespace {

constexpr std::string_view undone = "import.undone";

/// Whether an error is about the row that met it, and not about the command as a whole.
bool is_about_row(ErrorKind kind) {
    return kind == ErrorKind::validation || kind == ErrorKind::unprocessable ||
           kind == ErrorKind::conflict || kind == ErrorKind::payload_too_large;
}

Result<Timestamp> detection_of(Tx& tx, const ImportRow& row) {
    if (row.detected_at) return *row.detected_at;
    return tx.now_as_fact();
}

/// Under what an imported outage is recognised when it comes again.
Touch identity_of(const OutageCreated& facts) {
    const bool named = facts.external_id.has_value();
    return {.stream_type = nullptr,
            .unique_space = std::string{named ? external_id_space : natural_key_space},
            .value = named ? *facts.external_id : natural_key(facts)};
}

/// What the row tells about the outage after its beginning.
Result<void> record_course(Tx& tx, const OutageId& id, const ImportRow& row,
                           Timestamp detected_at) {
    if (row.maintenance)
        TRY(execute(
            tx, id,
            StopClock{
                .from = detected_at, .reason = std::string{maintenance_reason}, .now = tx.now()}));
    if (is_resolved(row)) {
        TRY(execute(tx, id,
                    ResolveOutage{.resolved_at = row.resolved_at,
                                  .mttr_minutes = {},
                                  .root_cause = row.root_cause,
                                  .resolution_notes = row.resolution_notes,
                                  .planned = {},
                                  .now = tx.now()}));
        if (row.status == AskedStatus::closed) return execute(tx, id, CloseOutage{});
        return {};
    }
    OutageUpdated details;
    details.root_cause = row.root_cause;
    details.resolution_notes = row.resolution_notes;
    return execute(tx, id, UpdateOutage{std::move(details)});
}

Result<RowOutcome> import_row(Tx& tx, const NumberedRow& numbered) {
    const ImportRow& row = numbered.row;
    RowOutcome outcome;
    outcome.row = static_cast<std::int64_t>(numbered.number);
    outcome.id = external_id_of(row);
    TRY(detected_at, detection_of(tx, row));
    const OutageCreated facts = facts_of(row, detected_at);
    const Touch identity = identity_of(facts);
    TRY(existing, tx.owner_of(identity.unique_space, identity.value));
    if (existing) {
        outcome.status = RowStatus::duplicate;
        outcome.duplicate = true;
        outcome.existing_id = existing;
        return outcome;
    }
    TRY(id, record(tx, facts));
    if (!facts.external_id) TRY(tx.claim(natural_key_space, identity.value, id.value));
    TRY(record_course(tx, id, row, detected_at));
    outcome.status = RowStatus::imported;
    outcome.outage_id = id.value;
    outcome.persisted = true;
    return outcome;
}

/// Each row for itself. An error when the command cannot be decided at all.
Result<std::vector<RowOutcome>> import_rows(Tx& tx, const std::vector<NumberedRow>& rows) {
    std::vector<RowOutcome> outcomes;
    std::optional<Error> not_loaded;
    for (const NumberedRow& row : rows) {
        Result<RowOutcome> outcome = tx.attempt([&] { return import_row(tx, row); });
        if (outcome) {
            outcomes.push_back(std::move(*outcome));
        } else if (outcome.error().kind == ErrorKind::not_loaded) {
            not_loaded = std::move(outcome.error());  // The next rows say what they lack as well.
        } else if (is_about_row(outcome.error().kind)) {
            outcomes.push_back(refused_row(row.number, external_id_of(row.row), outcome.error()));
        } else {
            return fail(std::move(outcome.error()));
        }
    }
    if (not_loaded) return fail(std::move(*not_loaded));
    return outcomes;
}

bool has_errors(const std::vector<RowOutcome>& outcomes) {
    return std::ranges::any_of(outcomes, [](const auto& row) { return !row.errors.empty(); });
}

/// What would have become of the rows.
void take_back(std::vector<RowOutcome>& outcomes) {
    std::set<std::string> gone;
    for (RowOutcome& row : outcomes) {
        if (row.outage_id) gone.insert(*row.outage_id);
        if (row.status == RowStatus::imported) row.status = RowStatus::validated;
        row.outage_id.reset();
        row.persisted = false;
        if (row.existing_id && gone.contains(*row.existing_id)) row.existing_id.reset();
    }
}

Result<Reply> import_chunk(Tx& tx, const ImportChunk& chunk) {
    ChunkAnswer answer;
    const Result<void> kept = tx.attempt([&]() -> Result<void> {
        TRY(outcomes, import_rows(tx, chunk.rows));
        answer.rows = std::move(outcomes);
        const bool failed = chunk.consistency == Consistency::atomic && has_errors(answer.rows);
        if (failed || chunk.mode == ImportMode::dry_run)
            return fail(ErrorKind::conflict, undone, "nothing is kept");
        return {};
    });
    if (!kept && kept.error().code != undone) return fail(kept.error());
    if (!kept) take_back(answer.rows);
    return Reply{.body = json::text_of(answer)};
}

}  // namespace

PreparedCommand prepare_chunk(ImportChunk chunk) {
    PreparedCommand command;
    for (const NumberedRow& row : chunk.rows)
        if (row.row.detected_at || external_id_of(row.row))
            command.touches.push_back(
                identity_of(facts_of(row.row, row.row.detected_at.value_or(Timestamp{}))));
    command.handler = [chunk = std::move(chunk)](Tx& tx) { return import_chunk(tx, chunk); };
    return command;
}

}  // namespace ledger::outages
