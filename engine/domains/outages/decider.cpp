#include "engine/domains/outages/decider.hpp"

#include "engine/core/content_hash.hpp"
#include "engine/kernel/interval.hpp"

#include <algorithm>
#include <cstdlib>
#include <tuple>

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
            .message = "the severity of a resolved outage is part of its result"};
}

Error reopened_too_often() {
    return {.kind = ErrorKind::conflict,
            .code = "outage.reopened_too_often",
            .message = "after so many reopenings this is another outage: create a new one"};
}

/// Where an outage may go from here.
std::vector<std::string> allowed_from(Status status) {
    switch (status) {
        case Status::investigating: return {"active"};
        case Status::active: return {"investigating", "resolved"};
        case Status::resolved: return {"active"};
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

Result<void> not_in_future(std::string_view field, Timestamp time, Timestamp now) {
    if (time <= now + max_clock_skew) return {};
    return fail(
        impossible(field, "future", std::string{field} + " is more than 5 minutes in the future"));
}

/// What would not count if service were restored at `repair`.
std::vector<Exclusion> exclusions_until(const Outage& outage, Timestamp repair) {
    std::vector<Exclusion> all = outage.exclusions;
    if (outage.stop) all.push_back({outage.stop->from, repair, outage.stop->reason});
    for (Exclusion& exclusion : all) {
        exclusion.from = std::max(exclusion.from, outage.detected_at);
        exclusion.to = std::min(exclusion.to, repair);
    }
    // Of an outage without duration an exclusion without duration is the whole.
    const bool has_duration = outage.detected_at < repair;
    std::erase_if(all, [&](const Exclusion& exclusion) {
        return exclusion.from > exclusion.to || (has_duration && exclusion.from == exclusion.to);
    });
    std::ranges::sort(all, {}, [](const Exclusion& exclusion) {
        return std::tie(exclusion.from, exclusion.to, exclusion.reason);
    });
    return all;
}

std::int64_t counted_minutes(const Interval& whole, const std::vector<Exclusion>& exclusions) {
    std::vector<Interval> spans;
    spans.reserve(exclusions.size());
    for (const Exclusion& exclusion : exclusions) spans.push_back({exclusion.from, exclusion.to});
    const std::vector<Interval> counted = remainder(whole, merged_within(whole, spans));
    return std::chrono::floor<std::chrono::minutes>(total_length(counted)).count();
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
    if (facts.status == Status::resolved)
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
    return any ? Events{changed} : Events{};
}

Result<Events> rule(const Outage& outage, const ChangeSeverity& command) {
    if (command.to == outage.severity) return Events{};
    if (outage.status == Status::resolved) return fail(settled_severity());
    return Events{OutageSeverityChanged{.outage = outage.details.outage,
                                        .from = outage.severity,
                                        .to = command.to,
                                        .reason = command.reason,
                                        .detected_at = outage.detected_at}};
}

Result<Events> rule(const Outage& outage, const AssignOutage& command) {
    if (command.assigned_to == outage.assigned_to) return Events{};
    return Events{
        OutageAssigned{.outage = outage.details.outage, .assigned_to = command.assigned_to}};
}

Result<Events> rule(const Outage& outage, const ChangeStatus& command) {
    if (command.to == outage.status) return Events{};
    if (outage.status == Status::resolved || command.to == Status::resolved)
        return fail(illegal_transition(outage, command.to));
    return Events{OutageStatusChanged{
        .outage = outage.details.outage, .from = outage.status, .to = command.to}};
}

Result<Events> rule(const Outage& outage, const StopClock& command) {
    if (outage.status == Status::resolved) return fail(resolved_otherwise(outage));
    TRY(not_in_future("from", command.from, command.now));
    if (command.from < outage.earliest_repair)
        return fail(impossible("from", "order", "the clock did not run at that time"));
    if (outage.stop) return Events{};
    return Events{OutageClockStopped{
        .outage = outage.details.outage, .from = command.from, .reason = command.reason}};
}

Result<Events> rule(const Outage& outage, const ResolveOutage& command) {
    if (outage.status == Status::investigating)
        return fail(illegal_transition(outage, Status::resolved));
    const bool again = outage.status == Status::resolved;
    const Timestamp now_or_then = again ? outage.resolved_at : command.now;
    const Timestamp repair = command.resolved_at.value_or(now_or_then);
    if (again && repair != outage.resolved_at) return fail(resolved_otherwise(outage));
    if (repair < outage.earliest_repair)
        return fail(impossible("resolved_at", "order",
                               "resolved_at is before " + to_text(outage.earliest_repair) +
                                   ", when the outage began or came back"));
    TRY(not_in_future("resolved_at", repair, command.now));
    std::vector<Exclusion> exclusions = exclusions_until(outage, repair);
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
    if (outage.exclusions.size() + 1 >= max_exclusions) return fail(reopened_too_often());
    return Events{OutageReopened{
        .outage = outage.details.outage, .reopened_at = reopened_at, .reason = command.reason}};
}

Result<Events> rule(const Outage& outage, const DeleteOutage& command) {
    return Events{OutageDeleted{.outage = outage.details.outage, .reason = command.reason}};
}

template <class Member>
void overwrite(std::optional<Member>& known, const std::optional<Member>& said) {
    if (said) known = said;
}

// One overload per event, likewise.

Outage after(const Outage&, const OutageCreated& event) {
    Outage outage{.existence = Outage::Existence::present,
                  .status = event.status,
                  .severity = event.severity,
                  .detected_at = event.detected_at,
                  .resolved_at = {},
                  .earliest_repair = event.detected_at,
                  .exclusions = {},
                  .stop = {},
                  .assigned_to = event.assigned_to,
                  .details = {},
                  .content = content_of(event)};
    outage.details = {.outage = event.outage,
                      .site_name = event.site_name,
                      .site_id = event.site_id,
                      .description = event.description,
                      .affected_services = event.affected_services,
                      .affected_subscribers = event.affected_subscribers,
                      .location = event.location,
                      .root_cause = {},
                      .resolution_notes = {},
                      .tags = event.tags};
    return outage;
}

Outage after(Outage outage, const OutageUpdated& event) {
    OutageUpdated& details = outage.details;
    overwrite(details.site_name, event.site_name);
    overwrite(details.site_id, event.site_id);
    overwrite(details.description, event.description);
    overwrite(details.affected_services, event.affected_services);
    overwrite(details.affected_subscribers, event.affected_subscribers);
    overwrite(details.location, event.location);
    overwrite(details.root_cause, event.root_cause);
    overwrite(details.resolution_notes, event.resolution_notes);
    overwrite(details.tags, event.tags);
    return outage;
}

Outage after(Outage outage, const OutageSeverityChanged& event) {
    outage.severity = event.to;
    return outage;
}

Outage after(Outage outage, const OutageAssigned& event) {
    outage.assigned_to = event.assigned_to;
    return outage;
}

Outage after(Outage outage, const OutageStatusChanged& event) {
    outage.status = event.to;
    return outage;
}

Outage after(Outage outage, const OutageClockStopped& event) {
    outage.stop = Outage::Stop{event.from, event.reason};
    return outage;
}

Outage after(Outage outage, const OutageResolved& event) {
    outage.status = Status::resolved;
    outage.resolved_at = event.resolved_at;
    outage.exclusions = event.exclusions;
    outage.stop.reset();
    overwrite(outage.details.root_cause, event.root_cause);
    overwrite(outage.details.resolution_notes, event.resolution_notes);
    return outage;
}

Outage after(Outage outage, const OutageReopened& event) {
    outage.status = Status::active;
    outage.earliest_repair = event.reopened_at;
    if (outage.resolved_at < event.reopened_at)
        outage.exclusions.push_back({outage.resolved_at, event.reopened_at, std::string{restored}});
    return outage;
}

Outage after(Outage outage, const OutageDeleted&) {
    outage.existence = Outage::Existence::deleted;
    return outage;
}

}  // namespace

Hash content_of(OutageCreated facts) {
    facts.outage = {};
    facts.detected_at = {};
    facts.imported = false;
    return content_hash(json::text_of(facts));
}

Result<std::vector<Event>> decide(const Outage& outage, const Command& command) {
    const bool creates = std::holds_alternative<CreateOutage>(command);
    if (!creates && outage.existence != Outage::Existence::present) return fail(not_found());
    return std::visit([&](const auto& asked) { return rule(outage, asked); }, command);
}

Outage evolve(Outage outage, const Event& event) {
    return std::visit([&](const auto& fact) { return after(std::move(outage), fact); }, event);
}

}  // namespace ledger::outages
