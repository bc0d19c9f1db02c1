// Examples of the API's document: the product's first ones, with what was added since.
#pragma once

#include <string_view>

namespace ledger::sla::examples {

inline constexpr std::string_view status = R"({
  "outage_id": "OUT001", "status": "violated", "mttr_minutes": 25, "threshold_minutes": 15,
  "severity": "critical", "penalty_amount": 1000.00, "reward_amount": 0.00,
  "performance_rating": "poor", "payment_type": "penalty", "smart_contract_invoked": false,
  "contract_tx_hash": null, "payment_executed": false, "payment_tx_hash": null,
  "amount_exact": "-1000.00", "penalty_amount_exact": "1000.00", "reward_amount_exact": "0.00",
  "breached": true, "overrun_minutes": 10, "accrued_penalty": 1000.00,
  "time_remaining_minutes": null, "deadline": null, "policy_version": 1, "generation": 1})";

inline constexpr std::string_view calculate = R"({"outage_id": "OUT001"})";

inline constexpr std::string_view calculated = R"({
  "outage_id": "OUT001",
  "sla_result": {"status": "violated", "mttr_minutes": 25, "threshold_minutes": 15,
                 "amount": -1000.00, "payment_type": "penalty", "amount_exact": "-1000.00",
                 "performance_rating": "poor", "generation": 1, "policy_version": 1,
                 "sub_minute": false},
  "contract_invocation": null})";

inline constexpr std::string_view configs = R"({
  "critical": {"threshold_minutes": 15, "penalty_per_minute": 100.00, "reward_base": 750.00},
  "high": {"threshold_minutes": 30, "penalty_per_minute": 50.00, "reward_base": 750.00},
  "medium": {"threshold_minutes": 60, "penalty_per_minute": 25.00, "reward_base": 750.00},
  "low": {"threshold_minutes": 120, "penalty_per_minute": 10.00, "reward_base": 600.00}})";

}  // namespace ledger::sla::examples
