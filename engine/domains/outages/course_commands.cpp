#include "engine/domains/outages/course_commands.hpp"

#include "engine/domains/outages/commands.hpp"
#include "engine/domains/outages/course_requests.hpp"
#include "engine/kernel/query.hpp"

#include <algorithm>
#include <utility>

namespace ledger::outages {
namespace {

constexpr std::string_view result_lookup = "sla.result";

struct ResultAsked {
    OutageId outage;

    static constexpr auto fields() {
        return std::tuple{Field{"outage", &ResultAsked::outage, "Of which outage."}};
    }
};

/// Where all members may be absent, the body may be as well.
std::string_view body_of(const Request& request) {
    return request.body.empty() ? std::string_view{"{}"} : std::string_view{request.body};
}

/// A time that is left out is now, and stands in a fact.
Result<void> trust_clock_without(Tx& tx, const std::optional<Timestamp>& said) {
    if (!said) TRY(tx.now_as_fact());
    return {};
}

/// A command on `{id}` of which `command_of(tx, asked)` makes one for the rules.
template <class Asked, class CommandOf>
Result<PreparedCommand> prepare(const Request& request, std::string_view message,
                                CommandOf command_of, Wanted wanted = Wanted::present) {
    TRY(parse_query<NoParameters>(request));
    TRY(asked, json::parse<Asked>(body_of(request)));
    return on_outage(
        request,
        [asked = std::move(asked), command_of, message](Tx& tx,
                                                        const OutageId& id) -> Result<Reply> {
            Result<Command> command = command_of(tx, asked);
            if (!command) return fail(std::move(command.error()));
            TRY(execute(tx, id, std::move(*command)));
            return change_reply(tx, id, std::string{message});
        },
        wanted);
}

ResolveOutage resolution_of(const ResolveRequest& asked, Timestamp now) {
    return {.resolved_at = asked.resolved_at,
            .mttr_minutes = asked.mttr_minutes,
            .root_cause = asked.root_cause,
            .resolution_notes = asked.resolution_notes,
            .planned = {},
            .now = now};
}

ResolvedOutage shown_of(const Outage& outage) {
    const OutageUpdated& details = outage.details;
    return {.id = details.outage,
            .site_name = details.site_name.value_or(""),
            .site_id = details.site_id,
            .severity = outage.severity,
            .status = outage.status,
            .detected_at = outage.detected_at,
            .resolved_at = outage.resolved_at,
            .root_cause = details.root_cause,
            .resolution_notes = details.resolution_notes,
            .assigned_to = outage.assigned_to,
            .exclusions = outage.exclusions,
            .message = "Outage resolved successfully"};
}

Result<Reply> resolve(Tx& tx, const OutageId& id, const ResolveRequest& asked) {
    TRY(trust_clock_without(tx, asked.resolved_at));
    TRY(execute(tx, id, resolution_of(asked, tx.now())));
    TRY(outage, tx.load<Outage>(id.value));
    ResolveReply body{.outage = shown_of(*outage), .sla = {}, .payment = {}};
    TRY(result, tx.look_up(result_lookup, json::text_of(ResultAsked{id})));
    if (result) body.sla.text = std::move(*result);
    return reply_about(tx, id, 200, json::text_of(body));
}

/// Whether an error is about one outage, and not about the command as a whole.
bool is_about_one(ErrorKind kind) {
    return kind == ErrorKind::not_found || kind == ErrorKind::conflict ||
           kind == ErrorKind::unprocessable || kind == ErrorKind::validation;
}

Result<BatchResult> done_to(Tx& tx, const std::string& name, const Command& command) {
    TRY(id, find_outage(tx, name));
    TRY(execute(tx, id, command));
    TRY(outage, tx.load<Outage>(id.value));
    return BatchResult{
        .id = name, .status = "ok", .outage_id = id, .outage_status = outage->status};
}

void add_refusal(BatchReply& reply, const std::string& name, const Error& error) {
    ++reply.failure_count;
    reply.errors.push_back({name, std::string{public_code(error.kind)}, error.message});
    reply.results.push_back({.id = name, .status = "error", .outage_id = {}, .outage_status = {}});
}

/// Each in a savepoint of its own: what is refused leaves nothing behind but its error.
Result<Reply> do_to_each(Tx& tx, const std::vector<std::string>& ids, const Command& command) {
    BatchReply reply;
    std::optional<Error> not_loaded;
    for (const std::string& name : ids) {
        Result<BatchResult> result = tx.attempt([&] { return done_to(tx, name, command); });
        if (result) {
            ++reply.success_count;
            reply.results.push_back(std::move(*result));
        } else if (result.error().kind == ErrorKind::not_loaded) {
            not_loaded = std::move(result.error());  // The next ones say what they lack as well.
        } else if (is_about_one(result.error().kind)) {
            add_refusal(reply, name, result.error());
        } else {
            return fail(std::move(result.error()));
        }
    }
    if (not_loaded) return fail(std::move(*not_loaded));
    return Reply{.body = json::text_of(reply)};
}

template <class Asked, class CommandOf>
Result<PreparedCommand> prepare_batch(const Request& request, CommandOf command_of) {
    TRY(parse_query<NoParameters>(request));
    TRY(asked, json::parse<Asked>(request.body));
    PreparedCommand prepared;
    for (const std::string& id : asked.ids)
        std::ranges::move(touches_of(id), std::back_inserter(prepared.touches));
    prepared.handler = [asked = std::move(asked), command_of](Tx& tx) -> Result<Reply> {
        Result<Command> command = command_of(tx, asked);
        if (!command) return fail(std::move(command.error()));
        return do_to_each(tx, asked.ids, *command);
    };
    return prepared;
}

}  // namespace

Result<PreparedCommand> prepare_acknowledge(const Request& request) {
    return prepare<AcknowledgeRequest>(request, "Outage acknowledged",
                                       [](Tx&, const AcknowledgeRequest& asked) -> Result<Command> {
                                           return AcknowledgeOutage{.note = asked.note};
                                       });
}

Result<PreparedCommand> prepare_assign(const Request& request) {
    TRY(asked, json::parse<AssignRequest>(request.body));
    if (!asked.assigned_to.present)
        return fail(invalid_fields({{"assigned_to", "required", "assigned_to is required", {}}}));
    return prepare<AssignRequest>(request, "Outage assigned",
                                  [](Tx&, const AssignRequest& wish) -> Result<Command> {
                                      return AssignOutage{wish.assigned_to.value};
                                  });
}

Result<PreparedCommand> prepare_note(const Request& request) {
    return prepare<NoteRequest>(
        request, "Note added", [](Tx& tx, const NoteRequest& asked) -> Result<Command> {
            TRY(trust_clock_without(tx, asked.at));
            return AddNote{.text = asked.text, .at = asked.at, .now = tx.now()};
        });
}

Result<PreparedCommand> prepare_resolve(const Request& request) {
    TRY(parse_query<NoParameters>(request));
    TRY(asked, json::parse<ResolveRequest>(body_of(request)));
    return on_outage(request, [asked = std::move(asked)](Tx& tx, const OutageId& id) {
        return resolve(tx, id, asked);
    });
}

Result<PreparedCommand> prepare_reopen(const Request& request) {
    return prepare<ReopenRequest>(
        request, "Outage reopened", [](Tx& tx, const ReopenRequest& asked) -> Result<Command> {
            TRY(trust_clock_without(tx, asked.reopened_at));
            return ReopenOutage{
                .reopened_at = asked.reopened_at, .reason = asked.reason, .now = tx.now()};
        });
}

Result<PreparedCommand> prepare_close(const Request& request) {
    return prepare<ReasonRequest>(request, "Outage closed",
                                  [](Tx&, const ReasonRequest& asked) -> Result<Command> {
                                      return CloseOutage{asked.reason};
                                  });
}

Result<PreparedCommand> prepare_restore(const Request& request) {
    return prepare<ReasonRequest>(
        request, "Outage restored",
        [](Tx&, const ReasonRequest& asked) -> Result<Command> {
            return RestoreOutage{asked.reason};
        },
        Wanted::also_deleted);
}

Result<PreparedCommand> prepare_relate(const Request& request) {
    TRY(parse_query<NoParameters>(request));
    TRY(asked, json::parse<RelateRequest>(request.body));
    TRY(command, on_outage(request, [asked](Tx& tx, const OutageId& id) -> Result<Reply> {
            TRY(other, find_related(tx, "to", asked.to));
            TRY(theirs, tx.load<Outage>(other.value));
            // They may know of it already.
            if (std::ranges::find(theirs->related, id.value) == theirs->related.end())
                TRY(execute(tx, id, RelateOutage{.to = other.value, .reason = asked.reason}));
            return change_reply(tx, id, "Outages related");
        }));
    std::ranges::move(touches_of(asked.to), std::back_inserter(command.touches));
    return std::move(command);
}

Result<PreparedCommand> prepare_clock_stop(const Request& request) {
    return prepare<StopRequest>(
        request, "Clock stopped", [](Tx& tx, const StopRequest& asked) -> Result<Command> {
            TRY(trust_clock_without(tx, asked.from));
            return StopClock{.from = asked.from, .reason = asked.reason, .now = tx.now()};
        });
}

Result<PreparedCommand> prepare_clock_start(const Request& request) {
    return prepare<StartRequest>(request, "Clock started",
                                 [](Tx& tx, const StartRequest& asked) -> Result<Command> {
                                     TRY(trust_clock_without(tx, asked.at));
                                     return StartClock{.at = asked.at, .now = tx.now()};
                                 });
}

Result<PreparedCommand> prepare_correct(const Request& request) {
    return prepare<CorrectRequest>(request, "Outage corrected",
                                   [](Tx& tx, const CorrectRequest& asked) -> Result<Command> {
                                       return CorrectOutage{.reason = asked.reason,
                                                            .detected_at = asked.detected_at,
                                                            .resolved_at = asked.resolved_at,
                                                            .severity = asked.severity,
                                                            .exclusions = asked.exclusions,
                                                            .planned = {},
                                                            .now = tx.now()};
                                   });
}

Result<PreparedCommand> prepare_batch_acknowledge(const Request& request) {
    return prepare_batch<BatchAcknowledgeRequest>(
        request, [](Tx&, const BatchAcknowledgeRequest& asked) -> Result<Command> {
            return AcknowledgeOutage{.note = asked.note};
        });
}

Result<PreparedCommand> prepare_batch_resolve(const Request& request) {
    return prepare_batch<BatchResolveRequest>(
        request, [](Tx& tx, const BatchResolveRequest& asked) -> Result<Command> {
            TRY(trust_clock_without(tx, asked.resolved_at));
            return resolution_of({.resolved_at = asked.resolved_at,
                                  .mttr_minutes = {},
                                  .root_cause = asked.root_cause,
                                  .resolution_notes = asked.resolution_notes},
                                 tx.now());
        });
}

}  // namespace ledger::outages
