#include "engine/domains/outages/correction.hpp"

#include "engine/domains/outages/counted_time.hpp"

#include <algorithm>
#include <utility>

namespace ledger::outages {
namespace {

/// The detection cannot move behind this: then the outage had been repaired, or came back.
Timestamp latest_detection(const Outage& outage) {
    Timestamp latest = outage.reopened_at.value_or(Timestamp::max());
    for (const Exclusion& exclusion : outage.exclusions)
        if (is_restored(exclusion)) latest = std::min(latest, exclusion.from);
    return latest;
}

Result<void> check_times(const Outage& outage, const CorrectOutage& asked,
                         const OutageCorrected& truth) {
    TRY(not_in_future("detected_at", truth.detected_at, asked.now));
    if (truth.detected_at > latest_detection(outage))
        return fail(impossible("detected_at", "order",
                               "detected_at is after the outage was repaired for the first time"));
    if (!truth.resolved_at) return {};
    TRY(not_in_future("resolved_at", *truth.resolved_at, asked.now));
    if (!asked.resolved_at && truth.detected_at > *truth.resolved_at)
        return fail(impossible("detected_at", "order",
                               "detected_at is after " + to_text(*truth.resolved_at) +
                                   ", when the outage was resolved"));
    const Timestamp earliest =
        std::max(truth.detected_at, outage.reopened_at.value_or(truth.detected_at));
    if (*truth.resolved_at < earliest)
        return fail(impossible(
            "resolved_at", "order",
            "resolved_at is before " + to_text(earliest) + ", when the outage began or came back"));
    return {};
}

Result<void> check_stop(std::string_view path, const Exclusion& stop, Timestamp now) {
    const std::string field{path};
    TRY(not_reserved(field + ".reason", stop));
    if (stop.from > stop.to)
        return fail(impossible(field + ".to", "order", field + ".to is before its from"));
    return not_in_future(field + ".to", stop.to, now);
}

/// The clock's stops as they are said to have been. Spans of the server's own may be repeated.
Result<std::vector<Exclusion>> stops_said(const Outage& outage, const CorrectOutage& asked) {
    std::vector<Exclusion> stops;
    for (std::size_t i = 0; i < asked.exclusions->size(); ++i) {
        const Exclusion& stop = (*asked.exclusions)[i];
        const bool is_own = is_planned(stop) || is_restored(stop);
        if (is_own && std::ranges::find(outage.exclusions, stop) != outage.exclusions.end())
            continue;
        TRY(check_stop("exclusions." + std::to_string(i), stop, asked.now));
        stops.push_back(stop);
    }
    return stops;
}

/// The outage as if its clock had always been stopped as is said now.
Result<Outage> with_stops(Outage outage, const CorrectOutage& asked) {
    if (!asked.exclusions) return outage;
    TRY(said, stops_said(outage, asked));
    std::erase_if(outage.exclusions, [](const Exclusion& exclusion) {
        return !is_planned(exclusion) && !is_restored(exclusion);
    });
    outage.exclusions.insert(outage.exclusions.end(), said.begin(), said.end());
    if (own_spans(outage) > max_exclusions)
        return fail(impossible("exclusions", "max_items",
                               "exclusions and the times between repair and return are more than " +
                                   std::to_string(max_exclusions)));
    outage.exclusions = sorted(std::move(outage.exclusions));
    return outage;
}

void add_change(std::vector<Correction>& changes, std::string_view field, std::string from,
                std::string to) {
    if (from == to) return;
    changes.push_back({std::string{field}, std::move(from), std::move(to)});
}

std::vector<Correction> changes_between(const Outage& outage, const OutageCorrected& truth) {
    std::vector<Correction> changes;
    add_change(changes, "severity", std::string{name_of(outage.severity)},
               std::string{name_of(truth.severity)});
    add_change(changes, "detected_at", to_text(outage.detected_at), to_text(truth.detected_at));
    if (truth.resolved_at)
        add_change(changes, "resolved_at", to_text(outage.resolved_at),
                   to_text(*truth.resolved_at));
    add_change(changes, "exclusions", json::text_of(outage.exclusions),
               json::text_of(truth.exclusions));
    return changes;
}

}  // namespace

Result<std::vector<Event>> corrected(const Outage& outage, const CorrectOutage& command) {
    const bool is_resolved = outage.status == Status::resolved;
    if (command.resolved_at && !is_resolved)
        return fail(impossible("resolved_at", "unused",
                               "resolved_at is there to be corrected once the outage is resolved"));
    OutageCorrected truth;
    truth.outage = outage.details.outage;
    truth.reason = command.reason;
    truth.severity = command.severity.value_or(outage.severity);
    truth.detected_at = command.detected_at.value_or(outage.detected_at);
    if (is_resolved) truth.resolved_at = command.resolved_at.value_or(outage.resolved_at);
    TRY(check_times(outage, command, truth));
    TRY(right, with_stops(outage, command));
    right.detected_at = truth.detected_at;
    truth.exclusions = truth.resolved_at
                           ? exclusions_until(right, *truth.resolved_at, command.planned)
                           : right.exclusions;
    truth.changes = changes_between(outage, truth);
    if (truth.changes.empty()) return std::vector<Event>{};
    return std::vector<Event>{std::move(truth)};
}

}  // namespace ledger::outages
