// The commands on SLAs: pricing again, and publishing a policy.
#include "engine/core/tx.hpp"
#include "engine/domains/sla/outage_facts.hpp"
#include "engine/domains/sla/reactions.hpp"
#include "engine/domains/sla/requests.hpp"
#include "engine/domains/sla/routes.hpp"
#include "engine/kernel/query.hpp"

namespace ledger::sla {
namespace {

/// The server's id of the outage that is called `name`: that id itself, or an external one. The
/// name as it is when nobody is called so; its SLA is then empty.
Result<std::string> outage_named(Tx& tx, const std::string& name) {
    TRY(sla, tx.load<OutageSla>(name));
    if (sla->pinned) return name;
    TRY(owner, tx.owner_of(external_id_space, name));
    return owner.value_or(name);
}

ResultReply reply_of(const Calculated& result) {
    return {.status = result.status,
            .mttr_minutes = result.mttr_minutes,
            .threshold_minutes = result.threshold_minutes,
            .amount = result.amount,
            .payment_type = result.payment_type,
            .amount_exact = to_text(result.amount),
            .performance_rating = result.performance_rating,
            .generation = result.generation,
            .policy_version = result.policy_version,
            .sub_minute = result.sub_minute};
}

Result<Reply> calculate_again(Tx& tx, const CalculateRequest& request) {
    TRY(id, outage_named(tx, request.outage_id));
    TRY(sla, tx.load<OutageSla>(id));
    TRY(policy, policy_of(tx, *sla, tx.now()));
    TRY(changed, recalculated(*sla, policy));
    const Calculated result = changed.value_or(*sla->latest);
    if (changed) TRY(append_result(tx, result));
    return Reply{
        .status = 200,
        .body = json::text_of(CalculateReply{
            .outage_id = OutageId{id}, .sla_result = reply_of(result), .contract_invocation = {}})};
}

Reply published_reply(const Policy& policy, std::vector<PolicyChange> diff) {
    return {.status = 200,
            .body = json::text_of(PublishReply{.version = policy.version,
                                               .effective_from = policy.effective_from,
                                               .content_hash = content_hashes(policy.pricing),
                                               .configs = policy.pricing.table,
                                               .diff = std::move(diff)}),
            .headers = {{"X-Policy-Version", std::to_string(policy.version)}}};
}

Result<Reply> publish(Tx& tx, PublishPolicy command) {
    TRY(now, tx.now_as_fact());
    command.now = now;
    TRY(policies, tx.load<Policies>(policies_id));
    TRY(event, decide(*policies, command));
    // Without an ETag: where the present version stands in the log is not a rule's to know.
    if (!event) return published_reply(policies->published.back(), {});
    const Pricing before = policies->published.back().pricing;
    TRY(tx.append<Policies>(policies_id, *event));
    TRY(changed, tx.load<Policies>(policies_id));
    const Policy& latest = changed->published.back();
    Reply reply = published_reply(latest, difference(before, latest.pricing));
    TRY(etag, tx.etag<Policies>(policies_id));
    reply.headers.emplace_back("ETag", etag);
    return reply;
}

}  // namespace

Result<PreparedCommand> prepare_calculate(const Request& request) {
    TRY(parse_query<NoParameters>(request));
    TRY(asked, json::parse<CalculateRequest>(request.body));
    return PreparedCommand{.handler = [asked](Tx& tx) { return calculate_again(tx, asked); },
                           .touches = {{&aggregate_type<OutageSla>, {}, asked.outage_id},
                                       {nullptr, std::string{external_id_space}, asked.outage_id}}};
}

Result<PreparedCommand> prepare_publish(const Request& request) {
    TRY(parse_query<NoParameters>(request));
    TRY(command, json::parse<PublishPolicy>(request.body));
    std::optional<StreamVersion> expected;
    if (request.if_match) {
        TRY(version, parse_if_match(*request.if_match));
        expected = version;
    }
    return PreparedCommand{.handler = [command, expected](Tx& tx) -> Result<Reply> {
                               if (expected)
                                   TRY(tx.expect_version<Policies>(policies_id, *expected));
                               return publish(tx, command);
                           },
                           .touches = {{&aggregate_type<Policies>, {}, std::string{policies_id}}}};
}

}  // namespace ledger::sla
