// The only list of this domain's views: what each folds, and into what.
#pragma once

#include "engine/domains/sla/explain_view.hpp"
#include "engine/domains/sla/outage_facts.hpp"
#include "engine/domains/sla/policy_view.hpp"
#include "engine/domains/sla/status_view.hpp"
#include "engine/kernel/view.hpp"

namespace ledger::sla {

inline constexpr auto status_events = std::to_array<std::string_view>(
    {CreatedOutage::type, StoppedClock::type, ReopenedOutage::type, DeletedOutage::type,
     TermsPinned::meta.name, Calculated::meta.name});
inline constexpr auto explain_events = std::to_array<std::string_view>(
    {CreatedOutage::type, ChangedSeverity::type, StoppedClock::type, RepairFacts::type,
     ReopenedOutage::type, DeletedOutage::type, TermsPinned::meta.name, Calculated::meta.name});
inline constexpr auto policy_events = std::to_array<std::string_view>({PolicyPublished::meta.name});

inline constexpr std::array views{
    View{status_view, 1, status_events, fold_status,
         "Where each outage's SLA stands, by id and external id."},
    View{explain_view, 1, explain_events, fold_explanation,
         "What each amount of an outage was made of: facts, terms, generations, postings."},
    View{policy_view, 1, policy_events, fold_policy,
         "The published SLA policies, each version and the latest."}};

}  // namespace ledger::sla
