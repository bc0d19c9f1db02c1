#include "http/app/verb_table.hpp"

#include <algorithm>
#include <array>

namespace ledger::app {
namespace {

using enum Place;
using enum Form;

constexpr VerbOption of_body(std::string_view flag, std::string_view member,
                             std::string_view words) {
    return {flag, member, words, body};
}
constexpr VerbOption needed(VerbOption option) {
    option.required = true;
    return option;
}
constexpr VerbOption as(Form form, VerbOption option) {
    option.form = form;
    return option;
}

constexpr VerbOption limit{"--limit", "limit", "How many, at most 200"};
constexpr VerbOption offset{"--offset", "offset", "How many to pass over"};
constexpr VerbOption reason = of_body("--reason", "reason", "Why");

constexpr std::array outage_filters{
    VerbOption{"--status", "status", "active, investigating, resolved or open"},
    VerbOption{"--severity", "severity", "critical, high, medium or low"},
    VerbOption{"--site", "site_name", "Site name, or its beginning"},
    VerbOption{"--site-id", "site_id", "The site's number"},
    VerbOption{"--from", "start_date", "Detected at or after this time"},
    VerbOption{"--to", "end_date", "Detected at or before this time"},
    limit,
    offset};
constexpr std::array export_filters{VerbOption{"--format", "format", "csv, json or ndjson"},
                                    outage_filters[0],
                                    outage_filters[1],
                                    outage_filters[2],
                                    outage_filters[3],
                                    outage_filters[4],
                                    outage_filters[5]};
constexpr std::array outage_columns{Column{"ID", "id"},
                                    Column{"SEVERITY", "severity"},
                                    Column{"STATUS", "status"},
                                    Column{"DETECTED", "detected_at"},
                                    Column{"SLA", "sla_status.status"},
                                    Column{"CLOCK", "sla_status.mttr_minutes", " min",
                                           "sla_status.time_remaining_minutes", " min left"},
                                    Column{"SITE", "site_name"}};
constexpr std::array new_outage{
    needed(of_body("--site", "site_name", "Site name")),
    of_body("--site-id", "site_id", "The site's number"),
    needed(of_body("--severity", "severity", "critical, high, medium or low")),
    needed(of_body("--description", "description", "What is wrong")),
    of_body("--status", "status", "active or investigating"),
    of_body("--detected-at", "detected_at", "When it began; default: now"),
    as(list, of_body("--services", "affected_services", "What does not work, between commas")),
    as(number, of_body("--subscribers", "affected_subscribers", "How many notice")),
    as(number, of_body("--latitude", "location.latitude", "Degrees north")),
    as(number, of_body("--longitude", "location.longitude", "Degrees east")),
    of_body("--assign", "assigned_to", "Who sees to it"),
    of_body("--external-id", "external_id", "Your own number for it"),
    as(list, of_body("--tags", "tags", "Words between commas")),
    of_body("--back-dating-reason", "back_dating_reason", "Why it comes more than a day late")};
constexpr std::array resolution{
    of_body("--at", "resolved_at", "When service was back; default: now"),
    of_body("--root-cause", "root_cause", "Why it happened"),
    of_body("--notes", "resolution_notes", "What was done"),
    as(number, of_body("--mttr", "mttr_minutes", "Your own count of minutes, to be compared"))};
constexpr std::array acknowledgement{of_body("--note", "note", "What you have to say")};
constexpr std::array assignment{needed(of_body("--to", "assigned_to", "Who sees to it"))};
constexpr std::array note{needed(of_body("--text", "text", "The note")),
                          of_body("--at", "at", "When that was so; default: now")};
constexpr std::array with_reason{reason};
constexpr std::array reopening{needed(reason),
                               of_body("--at", "reopened_at", "When it came back; default: now")};
constexpr std::array relation{needed(of_body("--to", "to", "The other outage")),
                              of_body("--reason", "reason", "How")};
constexpr std::array stop{needed(reason),
                          of_body("--from", "from", "From when no time counts; default: now")};
constexpr std::array start{of_body("--at", "at", "From when time counts again; default: now")};
constexpr std::array correction{
    needed(reason), of_body("--detected-at", "detected_at", "When it really began"),
    of_body("--resolved-at", "resolved_at", "When service really was back"),
    of_body("--severity", "severity", "How bad it really was"),
    as(json, of_body("--exclusions", "exclusions",
                     R"(All stops of its clock: [{"from": "…", "to": "…", "reason": "…"}])"))};
constexpr std::array deletion{VerbOption{"--reason", "reason", "Why"}};
constexpr std::array pages{limit, offset};
constexpr std::array timeline_columns{Column{"WHEN", "timestamp"}, Column{"WHAT", "event"},
                                      Column{"WHO", "user"}, Column{"POSITION", "position"}};

constexpr std::array preview{
    needed(of_body("--severity", "severity", "critical, high, medium or low")),
    needed(as(number, of_body("--mttr", "mttr_minutes", "Minutes to repair"))),
    as(number, of_body("--policy-version", "policy_version", "Default: the latest"))};
constexpr std::array config_version{VerbOption{"--version", "version", "Default: the latest"}};
constexpr std::array new_terms{
    as(number, of_body("--critical-threshold", "critical.threshold_minutes", "Minutes")),
    as(number, of_body("--critical-penalty", "critical.penalty_per_minute", "For each minute")),
    as(number, of_body("--critical-reward", "critical.reward_base", "Within the threshold")),
    as(number, of_body("--high-threshold", "high.threshold_minutes", "Minutes")),
    as(number, of_body("--high-penalty", "high.penalty_per_minute", "For each minute")),
    as(number, of_body("--high-reward", "high.reward_base", "Within the threshold")),
    as(number, of_body("--medium-threshold", "medium.threshold_minutes", "Minutes")),
    as(number, of_body("--medium-penalty", "medium.penalty_per_minute", "For each minute")),
    as(number, of_body("--medium-reward", "medium.reward_base", "Within the threshold")),
    as(number, of_body("--low-threshold", "low.threshold_minutes", "Minutes")),
    as(number, of_body("--low-penalty", "low.penalty_per_minute", "For each minute")),
    as(number, of_body("--low-reward", "low.reward_base", "Within the threshold")),
    of_body("--rounding", "rounding", "floor or ceil")};

/// Two option lists as one.
template <std::size_t M, std::size_t N>
constexpr std::array<VerbOption, M + N> joined(const std::array<VerbOption, M>& one,
                                               const std::array<VerbOption, N>& other) {
    std::array<VerbOption, M + N> all{};
    std::ranges::copy(other, std::ranges::copy(one, all.begin()).out);
    return all;
}

constexpr auto new_policy = joined(
    new_terms,
    std::array{of_body("--effective-from", "effective_from", "The first detection that it prices"),
               needed(reason),
               needed(as(number, of_body("--expected-version", "expected_version",
                                         "The version that you have seen")))});
constexpr auto simulation = joined(
    new_terms, std::array{needed(of_body("--from", "start_date", "Outages resolved then or later")),
                          needed(of_body("--to", "end_date", "Outages resolved before"))});
constexpr std::array compliance{VerbOption{"--period", "period", "2026, 2026-Q1 or 2026-01"},
                                VerbOption{"--from", "start_date", "The period's first instant"},
                                VerbOption{"--to", "end_date", "The first after it"},
                                VerbOption{"--site-id", "site_id", "Of that site alone"},
                                VerbOption{"--group-by", "group_by", "site or severity"},
                                limit,
                                offset};
constexpr std::array new_dispute{needed(of_body("--outage", "outage_id", "Whose result")),
                                 needed(reason),
                                 as(number, of_body("--generation", "generation", "Which one"))};
constexpr std::array dispute_filters{VerbOption{"--status", "status", "Where they stand"},
                                     VerbOption{"--outage", "outage_id", "Of this outage"}, limit,
                                     offset};
constexpr std::array dispute_columns{Column{"ID", "id"},         Column{"OUTAGE", "outage_id"},
                                     Column{"STATUS", "status"}, Column{"OUTCOME", "outcome"},
                                     Column{"REASON", "reason"}, Column{"OPENED", "created_at"}};
constexpr std::array verdict{needed(of_body("--action", "action", "resolve or reject")),
                             of_body("--outcome", "outcome", "accepted or rejected"),
                             of_body("--notes", "notes", "What is to be said")};

constexpr std::array new_site{
    needed(of_body("--id", "site_id", "Your own number for it")),
    needed(of_body("--name", "site_name", "What people call it")),
    of_body("--parent", "parent_id", "The site that it belongs to"),
    of_body("--region", "region", "Region, state or district"),
    as(number, of_body("--latitude", "location.latitude", "Degrees north")),
    as(number, of_body("--longitude", "location.longitude", "Degrees east"))};
constexpr std::array site_filters{VerbOption{"--parent", "parent_id", "What they belong to"},
                                  VerbOption{"--region", "region", "Their region"},
                                  VerbOption{"--search", "q", "How name or id begins"}, limit,
                                  offset};
constexpr std::array site_columns{Column{"ID", "site_id"}, Column{"NAME", "site_name"},
                                  Column{"PARENT", "parent_id"}, Column{"REGION", "region"},
                                  Column{"CHILDREN", "children"}};
constexpr std::array import_options{
    VerbOption{"--consistency", "consistency", "partial: each row for itself; or atomic"},
    VerbOption{"--dry-run", "dry_run", "true: check everything, write nothing"}};
constexpr std::array new_window{needed(of_body("--site", "site_id", "The site's number")),
                                needed(of_body("--from", "from", "When it begins")),
                                needed(of_body("--to", "to", "When it is over")), needed(reason)};
constexpr std::array window_filters{VerbOption{"--site", "site_id", "Of this site itself"},
                                    VerbOption{"--from", "from", "Not over by then"},
                                    VerbOption{"--to", "to", "Begins then or earlier"},
                                    VerbOption{"--state", "state", "How they stand"},
                                    limit,
                                    offset};
constexpr std::array window_columns{Column{"ID", "id"},       Column{"SITE", "site_id"},
                                    Column{"FROM", "from"},   Column{"TO", "to"},
                                    Column{"STATE", "state"}, Column{"REASON", "reason"}};

constexpr std::array verbs{
    Verb{"outage", "list", "List outages, newest first", Method::get, "/api/v1/outages",
         outage_filters, "outages", outage_columns},
    Verb{"outage", "show", "Show one outage", Method::get, "/api/v1/outages/{id}"},
    Verb{"outage", "create", "Record an outage", Method::post, "/api/v1/outages", new_outage},
    Verb{"outage", "resolve", "Service is back", Method::post, "/api/v1/outages/{id}/resolve",
         resolution},
    Verb{"outage", "acknowledge", "Somebody has seen it", Method::post,
         "/api/v1/outages/{id}/acknowledge", acknowledgement},
    Verb{"outage", "assign", "Say who sees to it", Method::post, "/api/v1/outages/{id}/assign",
         assignment},
    Verb{"outage", "note", "Add a note", Method::post, "/api/v1/outages/{id}/notes", note},
    Verb{"outage", "close", "Nothing is left to do", Method::post, "/api/v1/outages/{id}/close",
         with_reason},
    Verb{"outage", "reopen", "It came back", Method::post, "/api/v1/outages/{id}/reopen",
         reopening},
    Verb{"outage", "relate", "Say that it belongs with another", Method::post,
         "/api/v1/outages/{id}/related", relation},
    Verb{"outage", "correct", "Say how it really was; its SLA follows", Method::post,
         "/api/v1/outages/{id}/correct", correction},
    Verb{"outage clock", "stop", "Its time does not count from here on", Method::post,
         "/api/v1/outages/{id}/clock/stop", stop},
    Verb{"outage clock", "start", "Its time counts again", Method::post,
         "/api/v1/outages/{id}/clock/start", start},
    Verb{.noun = "outage",
         .name = "delete",
         .words = "Strike an outage out",
         .method = Method::del,
         .path = "/api/v1/outages/{id}",
         .options = deletion,
         .destroys = true},
    Verb{"outage", "restore", "Take back that it was struck out", Method::post,
         "/api/v1/outages/{id}/restore", with_reason},
    Verb{"outage", "timeline", "What happened to it", Method::get, "/api/v1/outages/{id}/timeline",
         pages, "timeline", timeline_columns},
    Verb{"outage", "export", "Write outages to stdout", Method::get, "/api/v1/outages/export",
         export_filters},

    Verb{"sla", "status", "Where an outage's SLA stands", Method::get, "/api/v1/sla/status/{id}"},
    Verb{"sla", "explain", "What each amount was made of", Method::get, "/api/v1/sla/explain/{id}"},
    Verb{"sla", "preview", "What the formula says", Method::post, "/api/v1/sla/preview", preview},
    Verb{"sla config", "show", "Show the policy", Method::get, "/api/v1/sla/configs",
         config_version},
    Verb{"sla config", "set", "Publish a new version of the policy", Method::put,
         "/api/v1/sla/configs", new_policy},

    Verb{"sla", "simulate", "What other terms would have cost", Method::post,
         "/api/v1/sla/simulate", simulation},
    Verb{"sla", "compliance", "How well a period went", Method::get, "/api/v1/sla/compliance",
         compliance},
    Verb{"dispute", "list", "List disputes, newest first", Method::get, "/api/v1/sla/disputes",
         dispute_filters, "disputes", dispute_columns},
    Verb{"dispute", "open", "Say that a result is wrong", Method::post, "/api/v1/sla/disputes",
         new_dispute},
    Verb{"dispute", "resolve", "Decide it", Method::patch, "/api/v1/sla/disputes/{id}", verdict},

    Verb{"stellar", "status", "The network that payments settle on, and what the pool holds",
         Method::get, "/api/v1/stellar/status"},

    Verb{"site", "list", "List sites, by id", Method::get, "/api/v1/sites", site_filters, "sites",
         site_columns},
    Verb{"site", "show", "Show one site", Method::get, "/api/v1/sites/{id}"},
    Verb{"site", "add", "Register a site", Method::post, "/api/v1/sites", new_site},
    Verb{.noun = "site",
         .name = "import",
         .words = "Register sites from CSV, JSON lines or JSON",
         .method = Method::post,
         .path = "/api/v1/sites/bulk-import",
         .options = import_options,
         .sends_file = true},
    Verb{"maintenance", "plan", "Plan a window", Method::post, "/api/v1/maintenance/windows",
         new_window},
    Verb{"maintenance", "list", "List windows, as they begin", Method::get,
         "/api/v1/maintenance/windows", window_filters, "windows", window_columns},
    Verb{.noun = "maintenance",
         .name = "cancel",
         .words = "Cancel a window",
         .method = Method::del,
         .path = "/api/v1/maintenance/windows/{id}",
         .options = deletion,
         .destroys = true},
};

}  // namespace

std::span<const Verb> verb_table() { return verbs; }

}  // namespace ledger::app
