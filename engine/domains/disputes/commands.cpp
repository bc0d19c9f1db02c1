// The commands on disputes: opening one holds a result, ending it lets go.
#include "engine/core/tx.hpp"
#include "engine/domains/disputes/holds.hpp"
#include "engine/domains/disputes/routes.hpp"
#include "engine/kernel/query.hpp"

namespace ledger::disputes {
namespace {

constexpr std::string_view collection = "/api/v1/sla/disputes/";
constexpr std::string_view dispute_counter = "dispute";

/// What the lookup `sla.standing` is asked.
struct StandingAsked {
    std::string outage;

    static constexpr auto fields() {
        return std::tuple{Field{"outage", &StandingAsked::outage, ""}};
    }
};

Result<Standing> standing_of(Tx& tx, const std::string& outage) {
    TRY(answer, tx.look_up("sla.standing", json::text_of(StandingAsked{outage})));
    if (!answer) return Standing{};
    return json::parse_stored<Standing>(*answer, json::Unknown::ignored);
}

/// Who holds the latest result of the outage.
Result<std::optional<DisputeId>> holder_of(Tx& tx, const Standing& standing) {
    if (!standing.generation) return std::nullopt;
    TRY(holds, tx.load<Holds>(standing.outage.value));
    const HoldPlaced* hold = holds->of(*standing.generation);
    return hold == nullptr ? std::nullopt : std::optional{hold->dispute};
}

Result<Reply> reply_about(Tx& tx, const DisputeId& id, int status,
                          std::optional<std::uint32_t> resulting_generation) {
    TRY(dispute, tx.load<Dispute>(id.value));
    Reply reply{.status = status, .body = json::text_of(show(*dispute, resulting_generation))};
    TRY(etag, tx.etag<Dispute>(id.value));
    reply.headers.emplace_back("ETag", etag);
    return reply;
}

Result<Reply> open(Tx& tx, const OpenRequest& asked) {
    TRY(now, tx.now_as_fact());
    TRY(standing, standing_of(tx, asked.outage_id));
    TRY(holder, holder_of(tx, standing));
    TRY(opened, decide(standing, holder,
                       OpenDispute{.reason = asked.reason,
                                   .generation = asked.generation,
                                   .actor = tx.caller().actor,
                                   .now = now}));
    TRY(number, tx.next(dispute_counter));
    opened.dispute = dispute_id(number);
    tx.begin<Dispute>(opened.dispute.value);
    TRY(tx.append<Dispute>(opened.dispute.value, opened));
    TRY(tx.append<Holds>(opened.outage.value, HoldPlaced{.outage = opened.outage,
                                                         .generation = opened.generation,
                                                         .dispute = opened.dispute}));
    TRY(reply, reply_about(tx, opened.dispute, 201, std::nullopt));
    reply.headers.emplace_back("Location", std::string{collection} + opened.dispute.value);
    return reply;
}

/// The generation that an acceptance made: the correction ran as a reaction to it.
Result<std::uint32_t> generation_after(Tx& tx, const OutageId& outage,
                                       const std::optional<std::uint32_t>& before) {
    TRY(standing, standing_of(tx, outage.value));
    if (!standing.generation || standing.generation == before)
        return fail(impossible("detected_at", "unchanged",
                               "the facts named are those that the result was calculated from"));
    return *standing.generation;
}

/// Appends what was decided; when that ends the dispute, its result is held no more.
Result<std::optional<std::uint32_t>> append(Tx& tx, const DisputeId& id,
                                            const std::vector<DisputeEvent>& events) {
    TRY(dispute, tx.load<Dispute>(id.value));
    const OutageId outage = dispute->outage;
    const std::uint32_t generation = dispute->generation;
    TRY(before, standing_of(tx, outage.value));
    for (const DisputeEvent& event : events) TRY(tx.append<Dispute>(id.value, event));
    TRY(after, tx.load<Dispute>(id.value));
    if (after->status != Status::resolved && after->status != Status::withdrawn)
        return std::nullopt;
    std::optional<std::uint32_t> superseded_by;
    if (after->outcome == Outcome::accepted) {
        TRY(made, generation_after(tx, outage, before.generation));
        superseded_by = made;
    }
    TRY(tx.append<Holds>(outage.value, HoldReleased{.outage = outage,
                                                    .generation = generation,
                                                    .dispute = id,
                                                    .superseded_by = superseded_by}));
    return superseded_by;
}

Command command_of(const PatchRequest& asked, const std::string& actor, Timestamp now) {
    const std::optional<std::string> notes = asked.notes ? asked.notes : asked.resolution_note;
    const bool rejects = asked.action == Action::reject || asked.outcome == Outcome::rejected;
    switch (asked.action) {
        case Action::review: return StartReview{.notes = notes, .actor = actor};
        case Action::escalate: return Escalate{.notes = notes};
        case Action::withdraw: return Withdraw{.notes = notes, .actor = actor, .now = now};
        case Action::resolve:
        case Action::accept:
        case Action::reject: break;
    }
    if (rejects) return Reject{.notes = notes, .actor = actor, .now = now};
    return Accept{.facts = {.detected_at = asked.detected_at,
                            .resolved_at = asked.resolved_at,
                            .severity = asked.severity,
                            .exclusions = asked.exclusions},
                  .notes = notes,
                  .actor = actor,
                  .now = now};
}

Result<Reply> patch(Tx& tx, const DisputeId& id, const PatchRequest& asked) {
    TRY(now, tx.now_as_fact());
    TRY(dispute, tx.load<Dispute>(id.value));
    TRY(events, decide(*dispute, command_of(asked, tx.caller().actor, now)));
    TRY(made, append(tx, id, events));
    return reply_about(tx, id, 200, made);
}

/// Members that mean nothing beside the action.
Result<void> check_company(const PatchRequest& asked) {
    if (asked.notes && asked.resolution_note && asked.notes != asked.resolution_note)
        return fail(
            impossible("resolution_note", "contradiction",
                       "notes and resolution_note are two names for one thing, and differ"));
    if (asked.outcome && asked.action != Action::resolve)
        return fail(impossible("outcome", "unused", "outcome goes with action resolve"));
    const bool accepts = asked.action == Action::accept ||
                         (asked.action == Action::resolve && asked.outcome != Outcome::rejected);
    const bool corrects =
        asked.detected_at || asked.resolved_at || asked.severity || asked.exclusions;
    if (corrects && !accepts)
        return fail(impossible("action", "unused", "corrected facts go with an acceptance"));
    return {};
}

}  // namespace

Result<PreparedCommand> prepare_open(const Request& request) {
    TRY(parse_query<NoParameters>(request));
    TRY(asked, json::parse<OpenRequest>(request.body));
    return PreparedCommand{.handler = [asked](Tx& tx) { return open(tx, asked); },
                           .touches = {{&aggregate_type<Holds>, {}, asked.outage_id}}};
}

Result<PreparedCommand> prepare_patch(const Request& request) {
    TRY(parse_query<NoParameters>(request));
    TRY(asked, json::parse<PatchRequest>(request.body));
    TRY(check_company(asked));
    std::optional<StreamVersion> expected;
    if (request.if_match) {
        TRY(version, parse_if_match(*request.if_match));
        expected = version;
    }
    const DisputeId id{request.path_values.at("id")};
    return PreparedCommand{.handler = [id, asked, expected](Tx& tx) -> Result<Reply> {
                               if (expected) TRY(tx.expect_version<Dispute>(id.value, *expected));
                               return patch(tx, id, asked);
                           },
                           .touches = {{&aggregate_type<Dispute>, {}, id.value}}};
}

}  // namespace ledger::disputes
