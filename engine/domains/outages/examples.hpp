// Examples of the API's document: the product's first ones, with what was added since.
#pragma once

#include <string_view>

namespace ledger::outages::examples {

inline constexpr std::string_view list = R"({
  "total": 45, "limit": 10, "offset": 0, "has_next": true, "has_previous": false,
  "next_offset": 10, "previous_offset": null, "next_cursor": "69000000",
  "outages": [{
    "id": "OUT001", "site_name": "Cell Tower Alpha", "site_id": "SITE123",
    "severity": "critical", "status": "active",
    "detected_at": "2026-01-16T09:30:00Z", "resolved_at": null,
    "description": "Total signal loss", "affected_services": ["4G", "5G"],
    "assigned_to": "user123", "is_open": true,
    "sla_status": {"status": "in_progress", "mttr_minutes": null, "threshold_minutes": 15,
                   "time_remaining_minutes": 12, "breached": false, "overrun_minutes": 0,
                   "accrued_penalty": 0.00},
    "tags": []
  }]})";

inline constexpr std::string_view page = R"({
  "id": "OUT001", "site_name": "Cell Tower Alpha", "site_id": "SITE123",
  "sites": ["SITE123"], "severity": "critical", "status": "resolved",
  "detected_at": "2026-01-16T09:30:00Z", "resolved_at": "2026-01-16T09:45:00Z",
  "closed_at": null, "description": "Total signal loss due to power failure",
  "root_cause": "UPS battery failure", "resolution_notes": null,
  "affected_services": ["4G", "5G"], "affected_subscribers": 1500,
  "assigned_to": "user123", "acknowledged_at": null, "acknowledged_by": null,
  "created_by": "system",
  "location": {"latitude": 9.082, "longitude": 8.675}, "external_id": null,
  "dedup_key": null, "related": [], "tags": [], "clock_stopped_at": null, "exclusions": [],
  "back_dating_reason": null, "is_open": false, "version": 3,
  "sla_status": {"status": "met", "mttr_minutes": 15, "threshold_minutes": 15,
                 "time_remaining_minutes": null, "breached": false, "overrun_minutes": 0,
                 "accrued_penalty": 0.00, "penalty_amount": 0.00, "reward_amount": 750.00,
                 "performance_rating": "good", "payment_type": "reward",
                 "smart_contract_invoked": false, "contract_tx_hash": null},
  "sla_generation": 1, "policy_version": 1, "stellar_payment": null,
  "timeline": [
    {"timestamp": "2026-01-16T09:30:00Z", "event": "Outage detected", "user": "system",
     "recorded_at": "2026-01-16T09:30:00Z", "position": 3, "type": "outage.created",
     "sequence": 1},
    {"timestamp": "2026-01-16T09:45:00Z", "event": "Outage resolved", "user": "user123",
     "recorded_at": "2026-01-16T09:45:00Z", "position": 6, "type": "outage.resolved",
     "sequence": 2}]})";

inline constexpr std::string_view create = R"({
  "site_name": "Cell Tower Beta", "site_id": "SITE456", "severity": "high",
  "description": "Intermittent service degradation", "affected_services": ["4G"],
  "affected_subscribers": 500, "location": {"latitude": 9.082, "longitude": 8.675},
  "assigned_to": "user123"})";

inline constexpr std::string_view created = R"({
  "id": "OUT002", "site_name": "Cell Tower Beta", "status": "active",
  "detected_at": "2026-01-16T10:15:00Z", "message": "Outage created successfully"})";

inline constexpr std::string_view change = R"({
  "status": "resolved", "resolved_at": "2026-01-16T10:40:00Z", "root_cause": "Fiber cut",
  "resolution_notes": "Fiber repaired, services restored"})";

inline constexpr std::string_view changed = R"({
  "id": "OUT002", "status": "resolved", "message": "Outage updated successfully",
  "sla_triggered": true})";

inline constexpr std::string_view csv =
    "id,site_name,severity,description,affected_services,detected_at,resolved_at\n"
    "T-1,Cell Tower Beta,high,Fiber cut,4G;5G,2026-01-16T10:15:00Z,2026-01-16T10:40:00Z\n";

}  // namespace ledger::outages::examples
