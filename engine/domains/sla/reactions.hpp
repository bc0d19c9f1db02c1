// What happens to an outage's SLA when something happens to the outage, in the same transaction.
#pragma once

#include "engine/domains/sla/deadlines.hpp"
#include "engine/domains/sla/outage_facts.hpp"
#include "engine/kernel/domain.hpp"

namespace ledger::sla {

/// Of `outage.created`: pins the terms in force at its detection.
Result<void> pin_terms(Tx& tx, const RecordedEvent& event);
/// Of `outage.severity_changed`: pins the new severity's terms of the same policy.
Result<void> pin_new_severity(Tx& tx, const RecordedEvent& event);
/// Of `outage.reopened`: pins the same terms again, which opens the SLA again.
Result<void> pin_again(Tx& tx, const RecordedEvent& event);
/// Of `outage.resolved`: prices the outage.
Result<void> calculate(Tx& tx, const RecordedEvent& event);
/// Of `outage.deleted`: takes back what was posted, if anything was priced.
Result<void> take_back(Tx& tx, const RecordedEvent& event);
/// Of `outage.corrected`: pins again what is measured otherwise now, and prices a resolved one
/// anew.
Result<void> follow_correction(Tx& tx, const RecordedEvent& event);
/// Of `outage.restored`: prices a resolved one anew, and pins an open one's terms again (ruling
/// 53).
Result<void> follow_restoration(Tx& tx, const RecordedEvent& event);

inline constexpr std::array reactions{Reaction{CreatedOutage::type, pin_terms},
                                      Reaction{ChangedSeverity::type, pin_new_severity},
                                      Reaction{ReopenedOutage::type, pin_again},
                                      Reaction{RepairFacts::type, calculate},
                                      Reaction{DeletedOutage::type, take_back},
                                      Reaction{CorrectedOutage::type, follow_correction},
                                      Reaction{RestoredOutage::type, follow_restoration},
                                      Reaction{TermsPinned::meta.name, follow_clock},
                                      Reaction{StoppedClock::type, follow_clock},
                                      Reaction{StartedClock::type, follow_clock},
                                      Reaction{UpdatedOutage::type, follow_clock},
                                      Reaction{Calculated::meta.name, end_clock},
                                      Reaction{DeletedOutage::type, end_clock}};

/// The policy that prices an outage: the pinned one if it was pinned for `detected_at`, else the
/// one in force then (ruling 51).
Result<Policy> policy_of(Tx& tx, const OutageSla& sla, Timestamp detected_at);

/// Appends `result` with its postings; it is calculated now.
Result<void> append_result(Tx& tx, Calculated result);

}  // namespace ledger::sla
