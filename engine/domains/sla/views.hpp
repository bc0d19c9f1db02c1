// The only list of this domain's views: what each folds, and into what.
#pragma once

#include "engine/domains/sla/explain_view.hpp"
#include "engine/domains/sla/outage_facts.hpp"
#include "engine/domains/sla/period_view.hpp"
#include "engine/domains/sla/policy_view.hpp"
#include "engine/domains/sla/result_view.hpp"
#include "engine/domains/sla/status_view.hpp"
#include "engine/domains/sla/window_facts.hpp"
#include "engine/kernel/view.hpp"

namespace ledger::sla {

inline constexpr auto status_events = std::to_array<std::string_view>(
    {CreatedOutage::type, UpdatedOutage::type, StoppedClock::type, StartedClock::type,
     ReopenedOutage::type, DeletedOutage::type, CorrectedOutage::type, RestoredOutage::type,
     planned_window, changed_window, CancelledWindow::type, TermsPinned::meta.name,
     Calculated::meta.name});
inline constexpr auto explain_events = std::to_array<std::string_view>(
    {CreatedOutage::type, ChangedSeverity::type, StoppedClock::type, StartedClock::type,
     RepairFacts::type, ReopenedOutage::type, DeletedOutage::type, CorrectedOutage::type,
     RestoredOutage::type, TermsPinned::meta.name, Calculated::meta.name});
inline constexpr auto policy_events = std::to_array<std::string_view>({PolicyPublished::meta.name});
inline constexpr auto result_events =
    std::to_array<std::string_view>({TermsPinned::meta.name, Calculated::meta.name});
inline constexpr auto period_events = std::to_array<std::string_view>(
    {CreatedOutage::type, UpdatedOutage::type, ReopenedOutage::type, DeletedOutage::type,
     CorrectedOutage::type, RestoredOutage::type, TermsPinned::meta.name, Calculated::meta.name});

inline constexpr std::array views{
    View{status_view, 3, status_events, fold_status,
         "Where each outage's SLA stands, by id and external id."},
    View{explain_view, 2, explain_events, fold_explanation,
         "What each amount of an outage was made of: facts, terms, generations, postings."},
    View{policy_view, 2, policy_events, fold_policy,
         "The published SLA policies, each version and the latest."},
    View{result_view, 1, result_events, fold_result,
         "The standing results in the order in which outages were resolved."},
    View{period_view, 1, period_events, fold_period,
         "The outages by the time that they took, for reports on periods."}};

}  // namespace ledger::sla
