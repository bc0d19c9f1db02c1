// What each event makes of an outage.
#include "engine/core/content_hash.hpp"
#include "engine/domains/outages/decider.hpp"

#include <algorithm>
#include <utility>

namespace ledger::outages {
namespace {

template <class Member>
void overwrite(std::optional<Member>& known, const std::optional<Member>& said) {
    if (said) known = said;
}

// One overload per event: an event without a fold does not compile.

void add_related(std::vector<std::string>& related, const std::string& to) {
    if (std::ranges::find(related, to) == related.end()) related.push_back(to);
}

Outage after(const Outage&, const OutageCreated& event) {
    Outage outage;
    outage.existence = Outage::Existence::present;
    outage.status = event.status;
    outage.severity = event.severity;
    outage.detected_at = event.detected_at;
    outage.first_detected_at = event.detected_at;
    outage.assigned_to = event.assigned_to;
    outage.dedup_key = event.dedup_key;
    if (event.related_to) outage.related.push_back(*event.related_to);
    outage.content = content_of(event);
    outage.details = {.outage = event.outage,
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
    if (event.site_id) details.sites = site_path(event.site_id, event.sites);
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

Outage after(Outage outage, const OutageClockStarted& event) {
    if (event.from < event.at) outage.exclusions.push_back({event.from, event.at, event.reason});
    outage.stop.reset();
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
    outage.reopened_at = event.reopened_at;
    outage.acknowledged.reset();
    if (outage.resolved_at < event.reopened_at)
        outage.exclusions.push_back({outage.resolved_at, event.reopened_at, std::string{restored}});
    return outage;
}

Outage after(Outage outage, const OutageDeleted&) {
    outage.existence = Outage::Existence::deleted;
    return outage;
}

Outage after(Outage outage, const OutageClosed&) {
    outage.status = Status::closed;
    return outage;
}

/// `Event` is OutageCorrected or OutageRestored: both hold the whole truth.
template <class Event>
Outage with_truth(Outage outage, const Event& event) {
    outage.severity = event.severity;
    outage.detected_at = event.detected_at;
    if (event.resolved_at) outage.resolved_at = *event.resolved_at;
    outage.exclusions = event.exclusions;
    return outage;
}

Outage after(Outage outage, const OutageCorrected& event) {
    return with_truth(std::move(outage), event);
}

Outage after(Outage outage, const OutageRestored& event) {
    outage.existence = Outage::Existence::present;
    return with_truth(std::move(outage), event);
}

Outage after(Outage outage, const OutageAcknowledged& event) {
    outage.acknowledged = Outage::Acknowledgement{event.note};
    return outage;
}

Outage after(Outage outage, const OutageNoteAdded&) { return outage; }

Outage after(Outage outage, const OutageRelated& event) {
    add_related(outage.related, event.to);
    return outage;
}

}  // namespace

Hash content_of(OutageCreated facts) {
    facts.outage = {};
    facts.detected_at = {};
    facts.imported = false;
    facts.sites.clear();  // Ours, not the client's.
    return content_hash(json::text_of(facts));
}

Outage evolve(Outage outage, const Event& event) {
    return std::visit([&](const auto& fact) { return after(std::move(outage), fact); }, event);
}

}  // namespace ledger::outages
