// The HTTP face of SLAs: an endpoint is one handler and one row of the table below.
#pragma once

#include "engine/domains/sla/compliance.hpp"
#include "engine/domains/sla/examples.hpp"
#include "engine/domains/sla/explain_view.hpp"
#include "engine/domains/sla/explanation.hpp"
#include "engine/domains/sla/period_view.hpp"
#include "engine/domains/sla/policy_requests.hpp"
#include "engine/domains/sla/policy_view.hpp"
#include "engine/domains/sla/recalculation.hpp"
#include "engine/domains/sla/requests.hpp"
#include "engine/domains/sla/result_view.hpp"
#include "engine/domains/sla/simulation.hpp"
#include "engine/domains/sla/status_view.hpp"
#include "engine/kernel/query.hpp"
#include "engine/kernel/route.hpp"
#include "engine/kernel/schema.hpp"

namespace ledger::sla {

Result<Reply> show_status(const Request& request, const Context& context);
Result<Reply> show_explanation(const Request& request, const Context& context);
Result<Reply> calculate_form(const Request& request, const Context& context);
Result<Reply> preview(const Request& request, const Context& context);
Result<Reply> simulate(const Request& request, const Context& context);
Result<Reply> show_compliance(const Request& request, const Context& context);
Result<PreparedCommand> prepare_calculate(const Request& request);
Result<PreparedCommand> prepare_recompute(const Request& request);
Result<PreparedCommand> prepare_batch(const Request& request);
Result<Reply> show_configs(const Request& request, const Context& context);
Result<Reply> show_config(const Request& request, const Context& context);
Result<PreparedCommand> prepare_publish(const Request& request);
Result<PreparedCommand> prepare_publish_severity(const Request& request);
Result<Reply> list_policies(const Request& request, const Context& context);
Result<Reply> show_policy_diff(const Request& request, const Context& context);
Result<Reply> show_policy_version(const Request& request, const Context& context);

inline constexpr std::array status_views{status_view};
inline constexpr std::array explain_views{explain_view, policy_view};
inline constexpr std::array policy_views{policy_view};
inline constexpr std::array form_views{policy_view, status_view};
inline constexpr std::array simulation_views{policy_view, result_view};
inline constexpr std::array period_views{period_view};

inline constexpr Shape configs_shape{
    .query = parameters_of<ConfigsQuery>,
    .replies = {{200, {schema_of<PolicyTable>, json_media_type, examples::configs}}, {404}},
    .headers = {{"X-Policy-Version", "1, 2, 3, …"}},
    .etag = true};
inline constexpr Shape publishing_shape{.body = {{schema_of<PublishPolicy>}},
                                        .replies = {{200, {schema_of<PublishReply>}}},
                                        .headers = {{"X-Policy-Version", "1, 2, 3, …"}},
                                        .etag = true,
                                        .if_match = true};

/// The only list of endpoints: dispatch, authorisation and OpenAPI are all made from it.
inline constexpr std::array routes{
    Route{Method::get, "/api/v1/sla/status/{id}", Role::viewer, show_status,
          "Show where an outage's SLA stands.", status_views, Cost::point,
          Shape{.replies = {{200, {schema_of<SlaStatus>, json_media_type, examples::status}}}}},
    Route{Method::get, "/api/v1/sla/explain/{id}", Role::viewer, show_explanation,
          "Show what each amount of an outage was made of.", explain_views, Cost::point,
          Shape{.replies = {{200, {schema_of<Explanation>}}}}},
    Route{
        Method::post,
        "/api/v1/sla/calculate",
        Role::engineer,
        prepare_calculate,
        "Price a resolved outage again; writes only what differs.",
        {},
        Cost::point,
        Shape{.body = {{schema_of<CalculateRequest>, json_media_type, examples::calculate}},
              .replies = {{200, {schema_of<CalculateReply>, json_media_type, examples::calculated}},
                          {404}}}},
    Route{Method::post, "/api/v1/sla/preview", Role::viewer, preview,
          "Show what the formula says, and write nothing.", policy_views, Cost::point,
          Shape{.body = {{schema_of<PreviewRequest>}},
                .replies = {{200, {schema_of<PreviewReply>}}, {422}}}},
    Route{Method::get, "/api/v1/sla/configs", Role::viewer, show_configs,
          "Show the latest SLA policy, or an older version.", policy_views, Cost::point,
          configs_shape},
    Route{Method::put,
          "/api/v1/sla/configs",
          Role::admin,
          prepare_publish,
          "Publish a new version of the SLA policy.",
          {},
          Cost::point,
          publishing_shape},
    Route{Method::get, "/api/v1/sla/calculate", Role::viewer, calculate_form,
          "Show what the formula says to a severity and minutes.", form_views, Cost::point,
          Shape{.query = parameters_of<FormQuery>,
                .replies = {{200, {schema_of<PreviewReply>}}, {404}, {422}}}},
    Route{Method::post,
          "/api/v1/outages/{id}/recompute-sla",
          Role::engineer,
          prepare_recompute,
          "Price a resolved outage again; writes only what differs.",
          {},
          Cost::point,
          Shape{.body = {{schema_of<NoParameters>}},
                .body_is_optional = true,
                .replies = {{200, {schema_of<CalculateReply>}}}}},
    Route{Method::post,
          "/api/v1/outages/batch/recalculate-sla",
          Role::engineer,
          prepare_batch,
          "Price resolved outages again; one that cannot be priced stops no other.",
          {},
          Cost::point,
          Shape{.body = {{schema_of<BatchRequest>}}, .replies = {{200, {schema_of<BatchReply>}}}}},
    Route{Method::post, "/api/v1/sla/simulate", Role::viewer, simulate,
          "Price the results of a period by another policy, and write nothing.", simulation_views,
          Cost::scan,
          Shape{.body = {{schema_of<SimulateRequest>}},
                .replies = {{200, {schema_of<SimulateReply>}}, {404}, {422}}}},
    Route{Method::get, "/api/v1/sla/compliance", Role::viewer, show_compliance,
          "Show how well a period went, by site or by severity, the worst first.", period_views,
          Cost::scan,
          Shape{.query = parameters_of<ComplianceQuery>,
                .replies = {{200, {schema_of<ComplianceReply>}}, {422}}}},
    Route{Method::get, "/api/v1/sla/config", Role::viewer, show_configs,
          "Show the SLA policy; another name of configs.", policy_views, Cost::point,
          configs_shape},
    Route{Method::put,
          "/api/v1/sla/config",
          Role::admin,
          prepare_publish,
          "Publish a new version of the SLA policy; another name of configs.",
          {},
          Cost::point,
          publishing_shape},
    Route{Method::get, "/api/v1/sla/config/{severity}", Role::viewer, show_config,
          "Show one severity of the SLA policy.", policy_views, Cost::point,
          Shape{.query = parameters_of<ConfigsQuery>,
                .replies = {{200, {schema_of<Terms>}}},
                .headers = {{"X-Policy-Version", "1, 2, 3, …"}},
                .etag = true}},
    Route{Method::put,
          "/api/v1/sla/config/{severity}",
          Role::admin,
          prepare_publish_severity,
          "Publish a new version of the SLA policy that differs in one severity.",
          {},
          Cost::point,
          Shape{.body = {{schema_of<PublishSeverity>}},
                .replies = {{200, {schema_of<Terms>}}},
                .headers = {{"X-Policy-Version", "1, 2, 3, …"}},
                .etag = true,
                .if_match = true}},
    Route{Method::get, "/api/v1/sla/policies", Role::viewer, list_policies,
          "List the versions of the SLA policy, newest first.", policy_views, Cost::scan,
          Shape{.query = parameters_of<PageQuery>,
                .replies = {{200, {one_of<PoliciesByOffset, PoliciesByNumber>}}}}},
    Route{Method::get, "/api/v1/sla/policies/diff", Role::viewer, show_policy_diff,
          "Show what differs between two versions of the SLA policy.", policy_views, Cost::point,
          Shape{.query = parameters_of<DiffQuery>,
                .replies = {{200, {schema_of<DiffReply>}}, {404}}}},
    Route{Method::get, "/api/v1/sla/policies/{version}", Role::viewer, show_policy_version,
          "Show one version of the SLA policy.", policy_views, Cost::point,
          Shape{.replies = {{200, {schema_of<PolicyPage>}}},
                .headers = {{"X-Policy-Version", "1, 2, 3, …"}},
                .etag = true}},
};
static_assert(distinct_routes(routes), "two routes share a method and a path");

}  // namespace ledger::sla
