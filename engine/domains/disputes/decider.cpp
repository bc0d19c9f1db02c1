#include "engine/domains/disputes/decider.hpp"

#include "engine/kernel/time.hpp"

namespace ledger::disputes {
namespace {

using Events = std::vector<DisputeEvent>;

/// Who acts for the machine itself; its owner acts for all.
constexpr std::string_view local_actors = "local:";

Error no_outage() {
    return {.kind = ErrorKind::not_found, .code = "outage.not_found", .message = "no such outage"};
}

Error not_found() {
    return {
        .kind = ErrorKind::not_found, .code = "dispute.not_found", .message = "no such dispute"};
}

Error no_result() {
    Error error = impossible("outage_id", "resolved",
                             "the outage has no result to dispute: it is not resolved");
    error.code = "dispute.no_result";
    return error;
}

Error superseded(std::uint32_t latest) {
    return {.kind = ErrorKind::conflict,
            .code = "dispute.superseded",
            .message = "the latest result is generation " + std::to_string(latest),
            .facts = {{"generation", std::to_string(latest)}}};
}

Error already_open(const DisputeId& holder) {
    return {.kind = ErrorKind::conflict,
            .code = "dispute.already_open",
            .message = "this result is disputed already: " + holder.value,
            .facts = {{"dispute", holder.value}}};
}

Error window_closed(Timestamp until) {
    Error error =
        impossible("outage_id", "window", "its result could be disputed until " + to_text(until));
    error.code = "dispute.window_closed";
    return error;
}

/// What may be done with a dispute from here.
std::vector<std::string> allowed_from(const Dispute& dispute) {
    if (dispute.status == Status::resolved || dispute.status == Status::withdrawn) return {};
    std::vector<std::string> actions{"accept", "reject", "withdraw"};
    if (dispute.status == Status::open) actions.emplace_back("review");
    if (dispute.level < max_level) actions.emplace_back("escalate");
    return actions;
}

Error illegal(const Dispute& dispute, std::string message) {
    return {.kind = ErrorKind::conflict,
            .code = "dispute.illegal_transition",
            .message = std::move(message),
            .allowed = allowed_from(dispute)};
}

Error is_over(const Dispute& dispute) {
    return illegal(dispute, "this dispute is " + std::string{name_of(dispute.status)});
}

/// Four eyes: who opened a dispute does not decide it.
Result<void> check_decider(const Dispute& dispute, std::string_view actor) {
    if (actor != dispute.opened_by || actor.starts_with(local_actors)) return {};
    Error error = impossible("action", "four_eyes",
                             "whoever opened a dispute may withdraw it, but not decide it");
    error.code = "dispute.own_dispute";
    return fail(std::move(error));
}

/// The events of a decision: a review comes before it.
Events after_review(const Dispute& dispute, std::string_view actor, DisputeEvent decision) {
    Events events;
    if (dispute.status == Status::open)
        events.emplace_back(ReviewStarted{.dispute = dispute.id,
                                          .outage = dispute.outage,
                                          .notes = std::nullopt,
                                          .started_by = std::string{actor}});
    events.push_back(std::move(decision));
    return events;
}

// One overload per command: a command without a rule does not compile.

Result<Events> rule(const Dispute& dispute, const StartReview& command) {
    if (dispute.status == Status::under_review) return Events{};
    return Events{ReviewStarted{.dispute = dispute.id,
                                .outage = dispute.outage,
                                .notes = command.notes,
                                .started_by = command.actor}};
}

Result<Events> rule(const Dispute& dispute, const Escalate& command) {
    if (dispute.level >= max_level)
        return fail(illegal(dispute, "this dispute is on the highest level already"));
    return Events{DisputeEscalated{.dispute = dispute.id,
                                   .outage = dispute.outage,
                                   .level = dispute.level + 1,
                                   .notes = command.notes}};
}

Result<Events> rule(const Dispute& dispute, const Accept& command) {
    TRY(check_decider(dispute, command.actor));
    if (command.facts.empty())
        return fail(impossible("detected_at", "required",
                               "an acceptance says what was wrong: detected_at, resolved_at, "
                               "severity or exclusions"));
    std::string reason = "dispute " + dispute.id.value + " accepted";
    if (command.notes) reason += ": " + *command.notes;
    return after_review(dispute, command.actor,
                        DisputeAccepted{.dispute = dispute.id,
                                        .outage = dispute.outage,
                                        .generation = dispute.generation,
                                        .reason = std::move(reason),
                                        .detected_at = command.facts.detected_at,
                                        .resolved_at = command.facts.resolved_at,
                                        .severity = command.facts.severity,
                                        .exclusions = command.facts.exclusions,
                                        .notes = command.notes,
                                        .decided_by = command.actor,
                                        .decided_at = command.now});
}

Result<Events> rule(const Dispute& dispute, const Reject& command) {
    TRY(check_decider(dispute, command.actor));
    if (!command.notes || command.notes->size() < min_reason_bytes)
        return fail(impossible("notes", "required",
                               "a rejection says why, in at least 10 characters of notes"));
    return after_review(dispute, command.actor,
                        DisputeRejected{.dispute = dispute.id,
                                        .outage = dispute.outage,
                                        .notes = *command.notes,
                                        .decided_by = command.actor,
                                        .decided_at = command.now});
}

Result<Events> rule(const Dispute& dispute, const Withdraw& command) {
    return Events{DisputeWithdrawn{.dispute = dispute.id,
                                   .outage = dispute.outage,
                                   .notes = command.notes,
                                   .decided_by = command.actor,
                                   .decided_at = command.now}};
}

// One overload per event, likewise.

void apply(Dispute& dispute, const DisputeOpened& event) {
    dispute.id = event.dispute;
    dispute.outage = event.outage;
    dispute.generation = event.generation;
    dispute.reason = event.reason;
    dispute.amount_at_stake = event.amount_at_stake;
    dispute.opened_by = event.opened_by;
    dispute.opened_at = event.opened_at;
}

void apply(Dispute& dispute, const ReviewStarted& event) {
    dispute.status = Status::under_review;
    dispute.reviewed_by = event.started_by;
    if (event.notes) dispute.notes = event.notes;
}

void apply(Dispute& dispute, const DisputeEscalated& event) {
    dispute.level = event.level;
    if (event.notes) dispute.notes = event.notes;
}

/// What all events have in common that end a dispute.
template <class Event>
void end(Dispute& dispute, Status status, const Event& event) {
    dispute.status = status;
    dispute.decided_by = event.decided_by;
    dispute.decided_at = event.decided_at;
    const std::optional<std::string> notes = event.notes;
    if (notes) dispute.notes = notes;
}

void apply(Dispute& dispute, const DisputeAccepted& event) {
    end(dispute, Status::resolved, event);
    dispute.outcome = Outcome::accepted;
    dispute.corrected = CorrectedFacts{.detected_at = event.detected_at,
                                       .resolved_at = event.resolved_at,
                                       .severity = event.severity,
                                       .exclusions = event.exclusions};
}

void apply(Dispute& dispute, const DisputeRejected& event) {
    end(dispute, Status::resolved, event);
    dispute.outcome = Outcome::rejected;
}

void apply(Dispute& dispute, const DisputeWithdrawn& event) {
    end(dispute, Status::withdrawn, event);
}

}  // namespace

Result<DisputeOpened> decide(const Standing& standing, const std::optional<DisputeId>& holder,
                             const OpenDispute& command) {
    if (!standing.known || standing.deleted) return fail(no_outage());
    if (standing.open || !standing.generation) return fail(no_result());
    if (command.generation.value_or(*standing.generation) != *standing.generation)
        return fail(superseded(*standing.generation));
    if (holder) return fail(already_open(*holder));
    // Results of the first version do not say when they were made; never before the repair.
    const Timestamp made =
        standing.calculated_at.value_or(standing.resolved_at.value_or(Timestamp{}));
    if (command.now > made + dispute_window) return fail(window_closed(made + dispute_window));
    return DisputeOpened{.dispute = {},
                         .outage = standing.outage,
                         .generation = *standing.generation,
                         .reason = command.reason,
                         .amount_at_stake = standing.amount,
                         .opened_by = command.actor,
                         .opened_at = command.now};
}

Result<Events> decide(const Dispute& dispute, const Command& command) {
    if (dispute.id.value.empty()) return fail(not_found());
    if (dispute.status == Status::resolved || dispute.status == Status::withdrawn)
        return fail(is_over(dispute));
    return std::visit([&](const auto& asked) { return rule(dispute, asked); }, command);
}

Dispute evolve(Dispute dispute, const DisputeEvent& event) {
    std::visit([&](const auto& fact) { apply(dispute, fact); }, event);
    return dispute;
}

}  // namespace ledger::disputes
