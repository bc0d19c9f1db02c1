// What of an outage's time counts, and which times can be.
#pragma once

#include "engine/domains/outages/decider.hpp"
#include "engine/kernel/interval.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace ledger::outages {

/// 422 when `time` is more than the clock skew after `now`.
Result<void> not_in_future(std::string_view field, Timestamp time, Timestamp now);

/// What would not count if service were restored at `repair`: clipped, in order, may overlap. An
/// open stop ends there (ruling 52); windows of an earlier resolution give way to `planned`.
std::vector<Exclusion> exclusions_until(const Outage& outage, Timestamp repair,
                                        const std::vector<Exclusion>& planned);

/// Whole minutes of `whole` that no exclusion covers; overlaps count once.
std::int64_t counted_minutes(const Interval& whole, const std::vector<Exclusion>& exclusions);

/// How many spans the outage's own history has, planned windows left aside.
std::size_t own_spans(const Outage& outage);

/// 422 on `field` when `reason` is a word by which the server knows its own spans.
Result<void> not_reserved(std::string_view field, const Exclusion& exclusion);

std::vector<Exclusion> sorted(std::vector<Exclusion> exclusions);

}  // namespace ledger::outages
