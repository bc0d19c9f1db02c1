#include "engine/domains/outages/decider.hpp"

#include "engine/domains/outages/correction.hpp"
#include "engine/domains/outages/counted_time.hpp"

#include <algorithm>
#include <cstdlib>

namespace ledger::outages {
namespace {

using Events = std::vector<Event>;

Error not_found() {
    return {.kind = ErrorKind::not_found, .code = "outage.not_found", .message = "no such outage"};
}

Error already_exists() {
    return {.kind = ErrorKind::conflict,
            .code = "outage.already_exists",
            .message = "this outage exists"};
}

Error settled_severity() {
    return {.kind = ErrorKind::conflict,
            .code = "outage.severity_is_settled",
            .message = "the severity of a resolved outage is part of its result: correct it"};
}

Error reopened_too_often() {
    return {.kind = ErrorKind::conflict,
            .code = "outage.reopened_too_often",
            .message = "after so many reopenings this is another outage: create a new one"};
}

Error conflict(std::string_view code, std::string message) {
    return {.kind = ErrorKind::conflict, .code = std::string{code}, .message = std::move(message)};
}

Error closed_for_good() {
    return conflict("outage.closed",
                    "a closed outage does not change any more: record a new one and say "
                    "related_to");
}

Error too_many_windows() {
    return impossible(
        "resolved_at", "max_windows",
        "the outage meets more than " + std::to_string(max_windows) + " maintenance windows");
}

/// Where an outage may go from here.
std::vector<std::string> allowed_from(Status status) {
    switch (status) {
        case Status::investigating: return {"active"};
        case Status::active: return {"investigating", "resolved"};
        case Status::resolved: return {"active", "closed"};
        case Status::closed: return {};
    }
    return {};
}

Error illegal_transition(const Outage& outage, Status to) {
    Error error{.kind = ErrorKind::conflict,
                .code = "outage.illegal_transition",
                .message = "an outage that is " + std::string{name_of(outage.status)} +
                           " cannot become " + std::string{name_of(to)}};
    error.allowed = allowed_from(outage.status);
    return error;
}

/// What is done to open outages only.
Error not_open(const Outage& outage) {
    Error error = conflict("outage.not_open",
                           "this outage is " + std::string{name_of(outage.status)} + ", not open");
    error.allowed = allowed_from(outage.status);
    return error;
}

/// A resolved outage asked to be resolved at another time: that is a correction, not a repair.
Error resolved_otherwise(const Outage& outage) {
    Error error{.kind = ErrorKind::conflict,
                .code = "outage.already_resolved",
                .message = "this outage was resolved at " + to_text(outage.resolved_at)};
    error.allowed = allowed_from(Status::resolved);
    return error;
}

Error disagreeing_mttr(std::int64_t given, std::int64_t derived) {
    Error error = impossible("mttr_minutes", "derived",
                             "mttr_minutes is " + std::to_string(given) + ", but the times give " +
                                 std::to_string(derived));
    error.facts = {{"given_mttr_minutes", std::to_string(given)},
                   {"derived_mttr_minutes", std::to_string(derived)}};
    return error;
}

Result<void> check_mttr(const std::optional<std::int64_t>& given, std::int64_t derived) {
    if (!given || std::abs(*given - derived) <= mttr_tolerance_minutes) return {};
    return fail(disagreeing_mttr(*given, derived));
}

/// `changed` keeps what is asked for only where it differs from what is.
template <class Member>
bool keep_change(std::optional<Member>& changed, const std::optional<Member>& present) {
    if (changed == present) changed.reset();
    return changed.has_value();
}

// One overload per command: a command without a rule does not compile.

Result<Events> rule(const Outage& outage, const CreateOutage& command) {
    if (outage.existence != Outage::Existence::none) return fail(already_exists());
    const OutageCreated& facts = command.facts;
    if (!is_open(facts.status))
        return fail(impossible("status", "open",
                               "an outage is created open: resolve it afterwards, or import it"));
    TRY(not_in_future("detected_at", facts.detected_at, command.now));
    const bool late = command.now - facts.detected_at > max_unexplained_delay;
    if (late && !facts.imported && !facts.back_dating_reason)
        return fail(impossible("back_dating_reason", "required",
                               "detected_at is more than 24 hours ago: say why in "
                               "back_dating_reason"));
    return Events{facts};
}

Result<Events> rule(const Outage& outage, const UpdateOutage& command) {
    OutageUpdated changed = command.changes;
    changed.outage = outage.details.outage;
    const OutageUpdated& present = outage.details;
    bool any = keep_change(changed.site_name, present.site_name);
    any |= keep_change(changed.site_id, present.site_id);
    any |= keep_change(changed.description, present.description);
    any |= keep_change(changed.affected_services, present.affected_services);
    any |= keep_change(changed.affected_subscribers, present.affected_subscribers);
    any |= keep_change(changed.location, present.location);
    any |= keep_change(changed.root_cause, present.root_cause);
    any |= keep_change(changed.resolution_notes, present.resolution_notes);
    any |= keep_change(changed.tags, present.tags);
    if (!changed.site_id) changed.sites.reset();
    if (!any) return Events{};
    if (outage.status == Status::closed) return fail(closed_for_good());
    return Events{changed};
}

Result<Events> rule(const Outage& outage, const ChangeSeverity& command) {
    if (command.to == outage.severity) return Events{};
    if (outage.status == Status::closed) return fail(closed_for_good());
    if (outage.status == Status::resolved) return fail(settled_severity());
    return Events{OutageSeverityChanged{.outage = outage.details.outage,
                                        .from = outage.severity,
                                        .to = command.to,
                                        .reason = command.reason,
                                        .detected_at = outage.detected_at}};
}

Result<Events> rule(const Outage& outage, const AssignOutage& command) {
    if (command.assigned_to == outage.assigned_to) return Events{};
    if (outage.status == Status::closed) return fail(closed_for_good());
    return Events{
        OutageAssigned{.outage = outage.details.outage, .assigned_to = command.assigned_to}};
}

Result<Events> rule(const Outage& outage, const ChangeStatus& command) {
    if (command.to == outage.status) return Events{};
    if (outage.status == Status::closed) return fail(closed_for_good());
    if (!outage.is_open() || !is_open(command.to))
        return fail(illegal_transition(outage, command.to));
    return Events{OutageStatusChanged{
        .outage = outage.details.outage, .from = outage.status, .to = command.to}};
}

Result<Events> rule(const Outage& outage, const StopClock& command) {
    if (!outage.is_open()) return fail(not_open(outage));
    const Timestamp from = command.from.value_or(command.now);
    if (outage.stop) {
        const bool same = outage.stop->reason == command.reason &&
                          command.from.value_or(outage.stop->from) == outage.stop->from;
        if (same) return Events{};
        return fail(conflict("outage.clock_stopped",
                             "the clock stands still since " + to_text(outage.stop->from)));
    }
    TRY(not_reserved("reason", {from, from, command.reason}));
    TRY(not_in_future("from", from, command.now));
    if (from < outage.earliest_repair())
        return fail(impossible("from", "order", "the clock did not run at that time"));
    if (own_spans(outage) >= max_exclusions)
        return fail(conflict("outage.stopped_too_often",
                             "the clock of one outage does not stop as often as that"));
    return Events{OutageClockStopped{
        .outage = outage.details.outage, .from = from, .reason = command.reason}};
}

Result<Events> rule(const Outage& outage, const StartClock& command) {
    if (!outage.is_open()) return fail(not_open(outage));
    if (!outage.stop) return Events{};
    const Timestamp at = command.at.value_or(command.now);
    TRY(not_in_future("at", at, command.now));
    if (at < outage.stop->from)
        return fail(
            impossible("at", "order",
                       "at is before " + to_text(outage.stop->from) + ", when the clock stopped"));
    return Events{OutageClockStarted{.outage = outage.details.outage,
                                     .from = outage.stop->from,
                                     .at = at,
                                     .reason = outage.stop->reason}};
}

Result<Events> rule(const Outage& outage, const ResolveOutage& command) {
    if (outage.status == Status::closed) return fail(closed_for_good());
    if (outage.status == Status::investigating)
        return fail(illegal_transition(outage, Status::resolved));
    const bool again = outage.status == Status::resolved;
    const Timestamp now_or_then = again ? outage.resolved_at : command.now;
    const Timestamp repair = command.resolved_at.value_or(now_or_then);
    if (again && repair != outage.resolved_at) return fail(resolved_otherwise(outage));
    if (repair < outage.earliest_repair())
        return fail(impossible("resolved_at", "order",
                               "resolved_at is before " + to_text(outage.earliest_repair()) +
                                   ", when the outage began or came back"));
    TRY(not_in_future("resolved_at", repair, command.now));
    if (command.planned.size() > max_windows) return fail(too_many_windows());
    std::vector<Exclusion> exclusions =
        again ? outage.exclusions : exclusions_until(outage, repair, command.planned);
    TRY(check_mttr(command.mttr_minutes,
                   counted_minutes({outage.detected_at, repair}, exclusions)));
    if (again) return Events{};
    const auto said_or_known = [](const auto& said, const auto& known) {
        return said ? said : known;
    };
    return Events{OutageResolved{
        .outage = outage.details.outage,
        .severity = outage.severity,
        .detected_at = outage.detected_at,
        .resolved_at = repair,
        .exclusions = std::move(exclusions),
        .root_cause = said_or_known(command.root_cause, outage.details.root_cause),
        .resolution_notes =
            said_or_known(command.resolution_notes, outage.details.resolution_notes)}};
}

Result<Events> rule(const Outage& outage, const ReopenOutage& command) {
    if (outage.status == Status::closed) return fail(closed_for_good());
    if (outage.status != Status::resolved) return fail(illegal_transition(outage, Status::active));
    if (command.reason.empty())
        return fail(impossible("reason", "required", "reopening an outage needs a reason"));
    const Timestamp reopened_at = command.reopened_at.value_or(command.now);
    if (reopened_at < outage.resolved_at)
        return fail(impossible("reopened_at", "order",
                               "reopened_at is before " + to_text(outage.resolved_at) +
                                   ", when the outage was resolved"));
    TRY(not_in_future("reopened_at", reopened_at, command.now));
    // One more place is kept for a clock stop.
    if (own_spans(outage) + 1 >= max_exclusions) return fail(reopened_too_often());
    return Events{OutageReopened{
        .outage = outage.details.outage, .reopened_at = reopened_at, .reason = command.reason}};
}

Result<Events> rule(const Outage& outage, const DeleteOutage& command) {
    return Events{OutageDeleted{.outage = outage.details.outage, .reason = command.reason}};
}

Result<Events> rule(const Outage& outage, const CloseOutage& command) {
    if (outage.status == Status::closed) return Events{};
    if (outage.status != Status::resolved) return fail(illegal_transition(outage, Status::closed));
    return Events{OutageClosed{.outage = outage.details.outage, .reason = command.reason}};
}

Result<Events> rule(const Outage& outage, const CorrectOutage& command) {
    if (outage.status == Status::closed) return fail(closed_for_good());
    if (command.planned.size() > max_windows) return fail(too_many_windows());
    return corrected(outage, command);
}

Result<Events> rule(const Outage& outage, const RestoreOutage& command) {
    if (outage.is_there()) return Events{};
    OutageRestored event{.outage = outage.details.outage,
                         .reason = command.reason,
                         .severity = outage.severity,
                         .detected_at = outage.detected_at,
                         .resolved_at = {},
                         .exclusions = outage.exclusions};
    if (!is_open(outage.status)) event.resolved_at = outage.resolved_at;
    return Events{std::move(event)};
}

Result<Events> rule(const Outage& outage, const AcknowledgeOutage& command) {
    if (outage.acknowledged) {
        if (!command.note || command.note == outage.acknowledged->note) return Events{};
        return fail(conflict("outage.acknowledged",
                             "this outage is acknowledged already: add a note instead"));
    }
    if (!outage.is_open()) return fail(not_open(outage));
    if (command.note_required && !command.note)
        return fail(
            impossible("note", "required", "note is required: the settings of outages want one"));
    return Events{OutageAcknowledged{.outage = outage.details.outage, .note = command.note}};
}

Result<Events> rule(const Outage& outage, const AddNote& command) {
    const Timestamp at = command.at.value_or(command.now);
    TRY(not_in_future("at", at, command.now));
    if (at < outage.detected_at - max_note_lead)
        return fail(impossible("at", "order", "at is more than a day before the outage began"));
    return Events{OutageNoteAdded{.outage = outage.details.outage, .text = command.text, .at = at}};
}

Result<Events> rule(const Outage& outage, const RelateOutage& command) {
    if (command.to == outage.details.outage.value)
        return fail(impossible("to", "self", "an outage is not related to itself"));
    if (std::ranges::find(outage.related, command.to) != outage.related.end()) return Events{};
    if (outage.related.size() >= max_related)
        return fail(
            conflict("outage.related_too_often",
                     "an outage has at most " + std::to_string(max_related) + " related ones"));
    return Events{
        OutageRelated{.outage = outage.details.outage, .to = command.to, .reason = command.reason}};
}

}  // namespace

Result<std::vector<Event>> decide(const Outage& outage, const Command& command) {
    const bool creates = std::holds_alternative<CreateOutage>(command);
    const bool restores = std::holds_alternative<RestoreOutage>(command) &&
                          outage.existence == Outage::Existence::deleted;
    if (!creates && !restores && !outage.is_there()) return fail(not_found());
    return std::visit([&](const auto& asked) { return rule(outage, asked); }, command);
}

}  // namespace ledger::outages
