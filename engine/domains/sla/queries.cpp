// The queries on SLAs: status, explanation and previews.
#include "engine/domains/sla/explanation.hpp"
#include "engine/domains/sla/requests.hpp"
#include "engine/domains/sla/routes.hpp"
#include "engine/kernel/query.hpp"

namespace ledger::sla {
namespace {

Error no_outage() {
    return {.kind = ErrorKind::not_found, .code = "outage.not_found", .message = "no such outage"};
}

template <Described T>
Reply ok(const T& value) {
    return {.status = 200, .body = json::text_of(value)};
}

/// What the formula says under a version of the policy.
Result<PreviewReply> previewed(const RowReader& policies, const PreviewRequest& asked) {
    TRY(row, find_policy(policies, asked.policy_version));
    if (!row) return fail(impossible("policy_version", "unknown", "no such version of the policy"));
    const Terms terms = terms_of(table_of(row->policy), asked.severity);
    const formula::Price price = formula::price(asked.mttr_minutes, for_formula(terms));
    if (price.overflow)
        return fail(impossible("mttr_minutes", "amount_range",
                               "this many minutes cost more than an amount can hold"));
    const Amount amount{price.amount};
    return PreviewReply{
        .outage_id = std::nullopt,
        .severity = asked.severity,
        .mttr_minutes = asked.mttr_minutes,
        .status = price.status == formula::Status::met ? Verdict::met : Verdict::violated,
        .threshold_minutes = terms.threshold_minutes,
        .amount = amount,
        .performance_rating = price.rating,
        .payment_type = price.payment_type,
        .amount_exact = to_text(amount),
        .policy_version = row->policy.version,
        .rating = price.rating};
}

}  // namespace

Result<Reply> show_status(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    TRY(row, find_status(context.rows(status_view), request.path_values.at("id")));
    if (!row) return fail(no_outage());
    return ok(status_at(*row, context.now));
}

Result<Reply> show_explanation(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    TRY(history, find_history(context.rows(explain_view), request.path_values.at("id")));
    if (!history) return fail(no_outage());
    TRY(explanation, explain(*history, context.rows(policy_view)));
    return ok(explanation);
}

Result<Reply> calculate_form(const Request& request, const Context& context) {
    TRY(asked, parse_query<FormQuery>(request));
    std::optional<std::uint32_t> version;
    if (asked.outage_id) {
        TRY(row, find_status(context.rows(status_view), *asked.outage_id));
        if (!row) return fail(no_outage());
        version = row->pinned.policy_version;
    }
    TRY(reply, previewed(context.rows(policy_view), {.severity = asked.severity,
                                                     .mttr_minutes = asked.mttr_minutes,
                                                     .policy_version = version}));
    reply.outage_id = asked.outage_id;
    return ok(reply);
}

Result<Reply> preview(const Request& request, const Context& context) {
    TRY(parse_query<NoParameters>(request));
    TRY(asked, json::parse<PreviewRequest>(request.body));
    TRY(reply, previewed(context.rows(policy_view), asked));
    return ok(reply);
}

}  // namespace ledger::sla
