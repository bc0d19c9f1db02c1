// Folds disputes into rows: "d", the id's number from behind -> DisputeRow.
#include "engine/domains/disputes/dispute_view.hpp"

#include "engine/ports/stored.hpp"

namespace ledger::disputes {
namespace {

Result<DisputeEvent> decode_own(const RecordedEvent& event) {
    return decode_event(dispute_event_types, event.type, event.schema_version,
                        event.payload.value_or(""));
}

Result<Step> step_of(const RecordedEvent& event) {
    Result<Step> step =
        json::parse_stored<Step>(event.payload.value_or(""), json::Unknown::ignored);
    if (!step) return step;
    step->position = event.position;
    step->type = event.type;
    step->recorded_at = event.recorded_at;
    step->actor = event.actor;
    return step;
}

/// The row of a dispute, empty while it is new; null when its opening was redacted.
Result<DisputeRow*> row_of(Rows& rows, const DisputeId& id, bool is_new) {
    const std::string key = row_key(number_of(id.value).value_or(0));
    if (is_new) put_row(rows, key, Stored<DisputeRow>{});
    TRY(row, edit_row<Stored<DisputeRow>>(rows, key));
    return row == nullptr ? nullptr : &row->value;
}

/// The reply that a hold came with was about the dispute as it is after it.
Result<void> fold_hold(Rows& rows, const RecordedEvent& event) {
    TRY(decoded, (decode_event(hold_event_types, event.type, event.schema_version,
                               event.payload.value_or(""))));
    const DisputeId& id =
        std::visit([](const auto& fact) -> const DisputeId& { return fact.dispute; }, decoded);
    TRY(row, row_of(rows, id, false));
    if (row == nullptr) return {};
    row->etag = etag_of(row->version, event.position);
    if (const auto* released = std::get_if<HoldReleased>(&decoded))
        row->resulting_generation = released->superseded_by;
    return {};
}

}  // namespace

std::string row_key(std::uint64_t number) {
    return std::string{list_prefix} + big_endian_key(~number);
}

bool is_row_key(std::string_view key) {
    return key.size() == row_key(0).size() && key.starts_with(list_prefix);
}

Result<void> fold_dispute(Rows& rows, const ViewEvent& event) {
    if (!event->payload) return {};  // Redacted: what it said may not be shown any more.
    const bool is_hold =
        event->type == HoldPlaced::meta.name || event->type == HoldReleased::meta.name;
    if (is_hold) return fold_hold(rows, *event);
    TRY(decoded, event.as<decode_own>());
    TRY(step, step_of(*event));
    const DisputeId& id =
        std::visit([](const auto& fact) -> const DisputeId& { return fact.dispute; }, *decoded);
    TRY(row, row_of(rows, id, std::holds_alternative<DisputeOpened>(*decoded)));
    if (row == nullptr) return {};
    row->dispute = evolve(std::move(row->dispute), *decoded);
    row->version = event->stream_version + 1;
    row->etag = etag_of(row->version, event->position);
    row->history.push_back(std::move(step));
    return {};
}

Result<std::optional<DisputeRow>> find_dispute(const RowReader& rows, std::string_view id) {
    const std::optional<std::uint64_t> number = number_of(id);
    if (!number) return std::nullopt;
    return find<DisputeRow>(rows, row_key(*number));
}

DisputeShown show(const Dispute& dispute, std::optional<std::uint32_t> resulting_generation) {
    return {.id = dispute.id,
            .outage_id = dispute.outage,
            .generation = dispute.generation,
            .status = dispute.status,
            .outcome = dispute.outcome,
            .level = dispute.level,
            .reason = dispute.reason,
            .amount_at_stake = dispute.amount_at_stake,
            .amount_exact = to_text(dispute.amount_at_stake),
            .opened_by = dispute.opened_by,
            .created_at = dispute.opened_at,
            .reviewed_by = dispute.reviewed_by,
            .resolved_by = dispute.decided_by,
            .resolved_at = dispute.decided_at,
            .resolution_note = dispute.notes,
            .corrected = dispute.corrected,
            .resulting_generation = resulting_generation};
}

}  // namespace ledger::disputes
