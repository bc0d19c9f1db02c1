#include "engine/domains/outages/bulk_import.hpp"

#include "engine/bulk/import.hpp"
#include "engine/core/tx.hpp"
#include "engine/domains/outages/commands.hpp"

namespace ledger::outages {
namespace {

/// "Investigating: We are looking into it."
std::string note_of(const ImportedUpdate& update) {
    return update.status ? *update.status + ": " + update.message : update.message;
}

Result<void> record_updates(Tx& tx, const OutageId& id, const ImportRow& row) {
    for (std::size_t i = 0; i < row.updates.size(); ++i) {
        const ImportedUpdate& update = row.updates[i];
        Result<void> noted =
            execute(tx, id, AddNote{.text = note_of(update), .at = update.at, .now = tx.now()});
        if (noted) continue;
        for (FieldError& field : noted.error().fields)
            field.field = "updates." + std::to_string(i) + "." + field.field;
        return noted;
    }
    return {};
}

/// What the row tells about the outage after its beginning.
Result<void> record_course(Tx& tx, const OutageId& id, const ImportRow& row,
                           Timestamp detected_at) {
    if (row.maintenance)
        TRY(execute(
            tx, id,
            StopClock{
                .from = detected_at, .reason = std::string{maintenance_reason}, .now = tx.now()}));
    TRY(record_updates(tx, id, row));
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

Result<Timestamp> detection_of(Tx& tx, const ImportRow& row) {
    if (row.detected_at) return *row.detected_at;
    return tx.now_as_fact();
}

}  // namespace

std::vector<FieldError> OutageImporter::contradictions(const Row& row) {
    return outages::contradictions(row);
}

std::optional<Touch> OutageImporter::identity(const Row& row) {
    // The instant of recording is no part of it: whoever waits for a read is decided later.
    if (!row.detected_at && !external_id_of(row)) return std::nullopt;
    return identity_of(facts_of(row, row.detected_at.value_or(Timestamp{})));
}

Result<std::string> OutageImporter::record(Tx& tx, const Row& row) {
    TRY(detected_at, detection_of(tx, row));
    const OutageCreated facts = facts_of(row, detected_at);
    TRY(id, outages::record(tx, facts));
    if (!facts.external_id && row.detected_at) {
        const Touch identity = identity_of(facts);
        TRY(tx.claim(identity.unique_space, identity.value, id.value));
    }
    TRY(record_course(tx, id, row, detected_at));
    return std::move(id.value);
}

Result<std::unique_ptr<BodyReader>> open_import(const Request& request) {
    return bulk::open_import<OutageImporter>(request);
}

}  // namespace ledger::outages
