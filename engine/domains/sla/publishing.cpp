// Publishing a policy: the whole table, or one severity of it.
#include "engine/core/tx.hpp"
#include "engine/domains/sla/policy_requests.hpp"
#include "engine/domains/sla/requests.hpp"
#include "engine/domains/sla/routes.hpp"
#include "engine/kernel/query.hpp"

namespace ledger::sla {
namespace {

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

/// Of the path; a word that is none is another resource's name.
Result<Severity> severity_of(const Request& request) {
    const std::optional<Severity> severity = enum_of<Severity>(request.path_values.at("severity"));
    if (!severity) return fail(ErrorKind::not_found, "sla.severity_not_found", "no such severity");
    return *severity;
}

PublishPolicy command_of(Severity severity, const PublishSeverity& asked, std::uint32_t present) {
    PublishPolicy command;
    const TermsChange change{.threshold_minutes = asked.threshold_minutes,
                             .penalty_per_minute = asked.penalty_per_minute,
                             .reward_base = asked.reward_base};
    switch (severity) {
        case Severity::critical: command.critical = change; break;
        case Severity::high: command.high = change; break;
        case Severity::medium: command.medium = change; break;
        case Severity::low: command.low = change; break;
    }
    command.effective_from = asked.effective_from;
    command.reason = asked.reason.value_or("");
    command.expected_version = asked.expected_version.value_or(present);
    return command;
}

/// The whole table with one severity changed; answers that severity as its GET does.
Result<Reply> publish(Tx& tx, Severity severity, const PublishSeverity& asked) {
    TRY(policies, tx.load<Policies>(policies_id));
    const auto present = static_cast<std::uint32_t>(policies->published.size());
    TRY(reply, publish(tx, command_of(severity, asked, present)));
    TRY(after, tx.load<Policies>(policies_id));
    reply.body = json::text_of(terms_of(after->published.back().pricing.table, severity));
    return std::move(reply);
}

/// A command on the policies, under the version that `If-Match` names, if any.
template <class Handler>
Result<PreparedCommand> prepare(const Request& request, const Handler& handler) {
    std::optional<StreamVersion> expected;
    if (request.if_match) {
        TRY(version, parse_if_match(*request.if_match));
        expected = version;
    }
    return PreparedCommand{.handler = [handler, expected](Tx& tx) -> Result<Reply> {
                               if (expected)
                                   TRY(tx.expect_version<Policies>(policies_id, *expected));
                               return handler(tx);
                           },
                           .touches = {{&aggregate_type<Policies>, {}, std::string{policies_id}}}};
}

}  // namespace

Result<PreparedCommand> prepare_publish(const Request& request) {
    TRY(parse_query<NoParameters>(request));
    TRY(command, json::parse<PublishPolicy>(request.body));
    return prepare(request, [command](Tx& tx) { return publish(tx, command); });
}

Result<PreparedCommand> prepare_publish_severity(const Request& request) {
    TRY(parse_query<NoParameters>(request));
    TRY(severity, severity_of(request));
    TRY(asked, json::parse<PublishSeverity>(request.body));
    return prepare(request, [severity, asked](Tx& tx) { return publish(tx, severity, asked); });
}

}  // namespace ledger::sla
