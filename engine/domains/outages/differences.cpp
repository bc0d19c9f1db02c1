#include "engine/domains/outages/differences.hpp"

#include <array>
#include <tuple>
#include <utility>

namespace ledger::outages {
namespace {

using Changes = std::vector<FieldChange>;

template <class Value>
FieldChange change_of(std::string_view field, const Value& from, const Value& to) {
    return {std::string{field}, {json::text_of(from)}, {json::text_of(to)}};
}

template <class Member>
void compare(Changes& changes, std::string_view field, const Member& before, const Member& said) {
    if constexpr (json::is_optional<Member>)
        if (said) changes.push_back(change_of(field, before, said));
}

Changes changes_by(const Known& before, const OutageUpdated& event) {
    static constexpr auto fields = OutageUpdated::fields();
    Changes changes;
    std::apply(
        [&](const auto&... field) {
            (compare(changes, field.name, before.details.*field.member, event.*field.member), ...);
        },
        fields);
    return changes;
}

/// Spans stand there as JSON, all else as a word or a time.
json::Raw raw(const Correction& change, const std::string& value) {
    return {change.field == "exclusions" ? value : json::text_of(value)};
}

Changes changes_by(const Known&, const OutageCorrected& event) {
    Changes changes;
    for (const Correction& change : event.changes)
        changes.push_back({change.field, raw(change, change.from), raw(change, change.to)});
    return changes;
}

Changes changes_by(const Known&, const OutageSeverityChanged& event) {
    return {change_of("severity", event.from, event.to)};
}

Changes changes_by(const Known&, const OutageStatusChanged& event) {
    return {change_of("status", event.from, event.to)};
}

Changes changes_by(const Known& before, const OutageAssigned& event) {
    return {change_of("assigned_to", before.assigned_to, event.assigned_to)};
}

template <class Member>
void overwrite(std::optional<Member>& known, const std::optional<Member>& said) {
    if (said) known = said;
}

void learn_from(Known& known, const OutageCreated& event) {
    known.assigned_to = event.assigned_to;
    known.details = {.outage = event.outage,
                     .site_name = event.site_name,
                     .site_id = event.site_id,
                     .description = event.description,
                     .affected_services = event.affected_services,
                     .affected_subscribers = event.affected_subscribers,
                     .location = event.location,
                     .root_cause = {},
                     .resolution_notes = {},
                     .tags = event.tags,
                     .sites = site_path(event.site_id, event.sites)};
}

void learn_from(Known& known, const OutageUpdated& event) {
    static constexpr auto fields = OutageUpdated::fields();
    const auto take = []<class Member>(Member& member, const Member& said) {
        if constexpr (json::is_optional<Member>) overwrite(member, said);
    };
    std::apply(
        [&](const auto&... field) {
            (take(known.details.*field.member, event.*field.member), ...);
        },
        fields);
    if (event.site_id) known.details.sites = site_path(event.site_id, event.sites);
}

void learn_from(Known& known, const OutageAssigned& event) {
    known.assigned_to = event.assigned_to;
}

void learn_from(Known& known, const OutageResolved& event) {
    overwrite(known.details.root_cause, event.root_cause);
    overwrite(known.details.resolution_notes, event.resolution_notes);
}

}  // namespace

void learn(Known& known, const Seen& seen) {
    std::visit(
        [&](const auto& event) {
            if constexpr (requires { learn_from(known, event); }) learn_from(known, event);
        },
        seen);
}

bool teaches(const Seen& seen) {
    if (const auto* resolved = std::get_if<OutageResolved>(&seen))
        return resolved->root_cause || resolved->resolution_notes;
    return std::visit(
        [](const auto& event) { return requires(Known known) { learn_from(known, event); }; },
        seen);
}

bool leaves_out_before(const Seen& seen) {
    return std::holds_alternative<OutageUpdated>(seen) ||
           std::holds_alternative<OutageAssigned>(seen);
}

Known known_of(const OutageDetail& shown) {
    return {.details = {.outage = shown.id,
                        .site_name = shown.site_name,
                        .site_id = shown.site_id,
                        .description = shown.description,
                        .affected_services = shown.affected_services,
                        .affected_subscribers = shown.affected_subscribers,
                        .location = shown.location,
                        .root_cause = shown.root_cause,
                        .resolution_notes = shown.resolution_notes,
                        .tags = shown.tags,
                        .sites = shown.sites},
            .assigned_to = shown.assigned_to};
}

std::optional<std::vector<FieldChange>> differences(const Known& before, const Seen& seen) {
    return std::visit(
        [&](const auto& event) -> std::optional<Changes> {
            if constexpr (requires { changes_by(before, event); }) {
                return changes_by(before, event);
            } else {
                return std::nullopt;
            }
        },
        seen);
}

}  // namespace ledger::outages
