// The commands that price outages again: one, by two names, and many at once.
#include "engine/domains/sla/recalculation.hpp"

#include "engine/core/tx.hpp"
#include "engine/domains/sla/lookups.hpp"
#include "engine/domains/sla/reactions.hpp"
#include "engine/domains/sla/routes.hpp"
#include "engine/kernel/query.hpp"

namespace ledger::sla {
namespace {

/// What the lookup `disputes.held` is asked, and what of its answer is read.
struct HeldAsked {
    OutageId outage;
    std::uint32_t generation = 0;

    static constexpr auto fields() {
        return std::tuple{Field{"outage", &HeldAsked::outage, ""},
                          Field{"generation", &HeldAsked::generation, ""}};
    }
};
struct HeldAnswer {
    bool held = false;
    std::optional<std::string> dispute;

    static constexpr auto fields() {
        return std::tuple{Field{"held", &HeldAnswer::held, ""},
                          Field{"dispute", &HeldAnswer::dispute, ""}.length(0, no_limit)};
    }
};

Error is_disputed(const std::string& dispute) {
    return {.kind = ErrorKind::conflict,
            .code = "sla.disputed",
            .message = "the result is disputed: " + dispute + " decides on it",
            .facts = {{"dispute", dispute}}};
}

/// 409 while a dispute holds the latest result (ruling 27).
Result<void> check_not_held(Tx& tx, const Calculated& latest) {
    TRY(answer,
        tx.look_up("disputes.held", json::text_of(HeldAsked{latest.outage, latest.generation})));
    if (!answer) return {};
    TRY(held, json::parse_stored<HeldAnswer>(*answer, json::Unknown::ignored));
    if (held.held) return fail(is_disputed(held.dispute.value_or("a dispute")));
    return {};
}

Result<RecalculatedRow> recalculate(Tx& tx, const std::string& name) {
    TRY(id, outage_named(tx, name));
    TRY(sla, tx.load<OutageSla>(id));
    TRY(policy, policy_of(tx, *sla, sla->pinned ? sla->pinned->detected_at : tx.now()));
    TRY(changed, recalculated(*sla, policy));
    const Calculated result = changed.value_or(*sla->latest);
    TRY(check_not_held(tx, *sla->latest));
    if (changed) TRY(append_result(tx, result));
    return RecalculatedRow{
        .outage_id = OutageId{id}, .changed = changed.has_value(), .sla_result = reply_of(result)};
}

Result<Reply> recalculate_one(Tx& tx, const std::string& name) {
    TRY(row, recalculate(tx, name));
    return Reply{
        .status = 200,
        .body = json::text_of(CalculateReply{
            .outage_id = row.outage_id, .sla_result = row.sla_result, .contract_invocation = {}})};
}

/// Whether an error is about one outage, so that the others may go on.
bool is_about_outage(ErrorKind kind) {
    return kind == ErrorKind::not_found || kind == ErrorKind::conflict ||
           kind == ErrorKind::unprocessable;
}

Result<Reply> recalculate_many(Tx& tx, const std::vector<std::string>& ids) {
    BatchReply reply;
    std::optional<Error> not_loaded;
    for (const std::string& id : ids) {
        Result<RecalculatedRow> row = tx.attempt([&] { return recalculate(tx, id); });
        if (row) {
            reply.results.push_back(std::move(*row));
        } else if (row.error().kind == ErrorKind::not_loaded) {
            not_loaded = std::move(row.error());  // The next ones say what they lack as well.
        } else if (is_about_outage(row.error().kind)) {
            reply.errors.push_back({id, row.error().code, row.error().message});
        } else {
            return fail(std::move(row.error()));
        }
    }
    if (not_loaded) return fail(std::move(*not_loaded));
    reply.success_count = reply.results.size();
    reply.failure_count = reply.errors.size();
    return Reply{.status = 200, .body = json::text_of(reply)};
}

std::vector<Touch> touches_of(const std::string& id) {
    return {{&aggregate_type<OutageSla>, {}, id}, {nullptr, std::string{external_id_space}, id}};
}

PreparedCommand prepare_one(const std::string& id) {
    return {.handler = [id](Tx& tx) { return recalculate_one(tx, id); }, .touches = touches_of(id)};
}

}  // namespace

Result<PreparedCommand> prepare_calculate(const Request& request) {
    TRY(parse_query<NoParameters>(request));
    TRY(asked, json::parse<CalculateRequest>(request.body));
    return prepare_one(asked.outage_id);
}

Result<PreparedCommand> prepare_recompute(const Request& request) {
    TRY(parse_query<NoParameters>(request));
    if (!request.body.empty()) TRY(json::parse<NoParameters>(request.body));
    return prepare_one(request.path_values.at("id"));
}

Result<PreparedCommand> prepare_batch(const Request& request) {
    TRY(parse_query<NoParameters>(request));
    TRY(asked, json::parse<BatchRequest>(request.body));
    PreparedCommand command{
        .handler = [ids = asked.ids](Tx& tx) { return recalculate_many(tx, ids); }, .touches = {}};
    for (const std::string& id : asked.ids)
        for (Touch& touch : touches_of(id)) command.touches.push_back(std::move(touch));
    return command;
}

}  // namespace ledger::sla
